/// Why an answer is not a valid HTTP answer.
package enum HTTPResponseFault: Error, Hashable, Sendable, CaseIterable {
    case notHTTP
    case noStatus
    case headTooLong
}

extension HTTPResponseFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notHTTP: "the answer is not HTTP"
        case .noStatus: "the answer has no status code of three digits"
        case .headTooLong: "the answer's headers are longer than \(HTTPResponseReader.headLimit) bytes"
        }
    }
}
