/// A question that cannot be answered: an HTTP status, a word for scripts and a sentence for people.
package struct ControlError: Error, Hashable, Sendable, CustomStringConvertible {
    /// 400 to 599.
    package let status: Int
    package let code: String
    package let message: String
    /// After how many seconds to ask again; nil where that is not known.
    package let retryAfter: Int?

    package init(status: Int, code: String, message: String, retryAfter: Int? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }

    /// 400: the question makes no sense.
    package static func badRequest(_ message: String) -> ControlError {
        ControlError(status: 400, code: "bad_request", message: message)
    }

    /// 404: there is no such thing, or no such path.
    package static func notFound(_ message: String) -> ControlError {
        ControlError(status: 404, code: "not_found", message: message)
    }

    /// 500: the node failed, not the question.
    package static func failed(_ message: String) -> ControlError {
        ControlError(status: 500, code: "internal_error", message: message)
    }

    package var description: String { "\(status) \(code): \(message)" }
}
