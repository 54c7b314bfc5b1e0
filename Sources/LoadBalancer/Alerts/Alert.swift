/// Something worth a mail. Subjects are keepalived's, for people's filters know them.
package struct Alert: Hashable, Sendable {
    package let subject: String
    package let body: String

    package init(subject: String, body: String) {
        self.subject = subject
        self.body = body
    }
}
