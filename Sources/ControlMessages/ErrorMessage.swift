/// Every answer that is an error: `{"error": {"code": "…", "message": "…"}}`.
package struct ErrorMessage: Codable, Hashable, Sendable {
    package var error: ErrorEntry

    package init(code: String, message: String) {
        error = ErrorEntry(code: code, message: message)
    }
}

/// What went wrong.
package struct ErrorEntry: Codable, Hashable, Sendable {
    /// A word for scripts, such as `not_found`.
    package var code: String
    /// A sentence for people.
    package var message: String

    package init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}
