/// One mail: who gets it and what it says. Its text cannot change what it is: no header begins in another one.
package struct MailMessage: Hashable, Sendable {
    /// Subjects are cut behind this many bytes.
    package static let longestSubject = 400
    /// Bodies are cut behind this many bytes.
    package static let longestBody = 16_000

    package let sender: MailAddress
    package let recipients: [MailAddress]
    package let subject: String
    package let body: String
    /// When what it tells happened: seconds since 1970-01-01T00:00:00Z.
    package let time: Int64
    /// `LEFT@RIGHT`, unlike that of any other mail.
    package let identifier: String

    package init(
        from sender: MailAddress, to recipients: [MailAddress], subject: String, body: String, at time: Int64,
        identifier: String
    ) {
        self.sender = sender
        self.recipients = recipients
        self.subject = subject
        self.body = body
        self.time = time
        self.identifier = identifier
    }

    /// The same for some of its recipients.
    package func to(_ recipients: [MailAddress]) -> MailMessage {
        MailMessage(
            from: sender, to: recipients, subject: subject, body: body, at: time, identifier: identifier)
    }

    /// What is sent behind DATA (RFC 5322), with stuffed dots, and its end.
    package var data: [UInt8] {
        var lines = [
            "Date: \(MailDate.text(ofSecondsSince1970: time))",
            "From: \(HeaderText.address(sender))",
            // Folded, so that no number of recipients makes a line too long.
            "To: \(recipients.map(HeaderText.address).joined(separator: ",\r\n "))",
            "Subject: \(HeaderText.text(HeaderText.cut(subject, to: Self.longestSubject)))",
            "Message-ID: <\(identifier.filter { $0.isASCII && !$0.isWhitespace && $0 != "<" && $0 != ">" })>",
            "X-Mailer: swiftlvsd",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
        ]
        let body = HeaderText.cut(body, to: Self.longestBody)
        let bodyLines = body.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
        let isPlain = bodyLines.allSatisfy { $0.utf8.count <= 900 && $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } }
        if isPlain {
            lines += [""] + bodyLines.map { $0.hasPrefix(".") ? "." + $0 : $0 }
        } else {
            lines += ["Content-Transfer-Encoding: base64", ""] + Base64.lines(Array(body.utf8))
        }
        return Array((lines.joined(separator: "\r\n") + "\r\n.\r\n").utf8)
    }
}
