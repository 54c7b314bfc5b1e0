/// Why a node gave no answer that is one.
package struct PeerError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
    /// The status of an answer that is no answer.
    package let status: Int?
    /// Whether nobody took the connection.
    package let isUnreachable: Bool

    package init(_ description: String, status: Int? = nil, isUnreachable: Bool = false) {
        self.description = description
        self.status = status
        self.isUnreachable = isUnreachable
    }

    static let hungUp = PeerError("it hung up in the middle of its answer")
}
