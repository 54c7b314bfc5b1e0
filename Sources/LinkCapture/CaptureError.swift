/// Why nothing can be captured, read or written.
package struct CaptureError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried, what libpcap says, and what to do about it.
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
