/// A mail address as people write it: `ops@example.org`, or `Some One <ops@example.org>`.
///
/// It holds nothing that could end a line or a word of the protocol.
package struct MailAddress: Hashable, Sendable {
    /// RFC 5321, section 4.5.3.1.3.
    package static let longestMailbox = 254
    package static let longestName = 200

    /// What stands before the angle brackets; nil without them.
    package let name: String?
    /// What a mail server is told. RFC 5321 asks for `local@domain`; a local part alone is for the server to judge.
    package let mailbox: String

    /// Nil for what is no address.
    package init?(_ text: String) {
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }) else {
            return nil
        }
        var mailbox = text[...]
        var name: Substring?
        if let open = text.lastIndex(of: "<") {
            guard text.last == ">" else { return nil }
            name = text[..<open]
            mailbox = text[text.index(after: open)...].dropLast()
        }
        guard (1...Self.longestMailbox).contains(mailbox.utf8.count), mailbox.utf8.allSatisfy(Self.isMailboxByte)
        else { return nil }
        self.mailbox = String(mailbox)
        let words = name?.split(separator: " ").joined(separator: " ") ?? ""
        guard words.utf8.count <= Self.longestName else { return nil }
        self.name = name == nil ? nil : words
    }

    /// `root@localhost`
    package static let root = MailAddress(mailbox: "root@localhost")

    private init(mailbox: String) {
        self.mailbox = mailbox
        name = nil
    }

    /// Visible ASCII, but for what separates addresses or encloses them.
    private static func isMailboxByte(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !"<>,;()\\\"".utf8.contains(byte)
    }
}

extension MailAddress: CustomStringConvertible {
    /// As it was written.
    package var description: String { name.map { $0.isEmpty ? "<\(mailbox)>" : "\($0) <\(mailbox)>" } ?? mailbox }
}
