/// What became of a mail.
package enum MailOutcome: Hashable, Sendable {
    /// A recipient that the server does not take; the others' mail is on its way all the same.
    package struct Refusal: Hashable, Sendable {
        package let recipient: MailAddress
        package let reply: String
        /// The server may take it later (a reply from 400 to 499).
        package let mayPass: Bool

        package init(recipient: MailAddress, reply: String, mayPass: Bool) {
            self.recipient = recipient
            self.reply = reply
            self.mayPass = mayPass
        }
    }

    /// The server has it for all recipients but these.
    case delivered(refusals: [Refusal])
    /// The server does not want it and will not.
    case refused(String)
    /// It could not be handed over; that may pass.
    case failed(String)
}
