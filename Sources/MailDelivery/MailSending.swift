package import Deadlines
package import Mail

/// Hands mail to a mail server. A value that pretends to is what tests put in its place.
package protocol MailSending: Sendable {
    /// Looks the server's name up, connects, and hands the mail over.
    ///
    /// - Parameters:
    ///   - host: an address or a name.
    ///   - patience: how long the connection and each reply may take.
    func send(
        _ message: MailMessage, to host: String, port: UInt16, heloName: String, patience: Nanoseconds
    ) async -> MailOutcome
}
