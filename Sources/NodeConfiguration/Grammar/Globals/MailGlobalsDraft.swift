import Addresses
import Mail

/// The keywords of `global_defs` that are about mail.
struct MailGlobalsDraft {
    var recipients: [MailAddress] = []
    var sender = Setting<MailAddress>()
    var server = Setting<MailSettings.Server>()
    /// Whole seconds.
    var timeout = Setting<Int>()
    var heloName = Setting<String>()
    var alerts = Setting<Bool>()
    var vrrpAlerts = Setting<Bool>()
    var checkerAlerts = Setting<Bool>()
    var omitsFaults = Setting<Bool>()
    var omitsChecks = Setting<Bool>()
}

extension Keyword<GlobalDefsDraft> {
    @KeywordList<GlobalDefsDraft> static var mail: [Keyword] {
        Keyword("notification_email") { statement, draft, context in
            context.refuseWords(after: 0, of: statement)
            guard let block = context.requiredBlock(of: statement) else { return }
            for line in block.statements {
                context.refuseBlock(of: line)
                for entry in entries(of: line) {
                    let read = context.read(entry.text, at: entry.position, as: .mailAddress, of: statement.keyword)
                    guard let address = read else { continue }
                    if !draft.mail.recipients.contains(address) { draft.mail.recipients.append(address) }
                }
            }
        }
        Keyword.value("notification_email_from", .mailAddress, \.mail.sender)
        Keyword("smtp_server", [.hostName, serverPort.kind]) { statement, draft, context in
            let host = context.required(.hostName, at: 0, of: statement)
            let port = statement.arguments.count > 1 ? context.required(serverPort, at: 1, of: statement) : 25
            context.refuseWords(after: 2, of: statement)
            context.refuseBlock(of: statement)
            let server = host.flatMap { host in port.map { MailSettings.Server(host: host, port: $0) } }
            context.store(server, of: statement, in: &draft.mail.server)
        }
        Keyword.nearest("smtp_connect_timeout", 1...4_294, \.mail.timeout)
        Keyword.value("smtp_helo_name", .hostName, \.mail.heloName)
        Keyword.boolean("smtp_alert", \.mail.alerts)
        Keyword.boolean("smtp_alert_vrrp", \.mail.vrrpAlerts)
        Keyword.boolean("smtp_alert_checker", \.mail.checkerAlerts)
        Keyword.flag("no_email_faults", \.mail.omitsFaults)
        Keyword.boolean("no_checker_emails", \.mail.omitsChecks)
    }

    /// The addresses that a line names. Each word is one, but for those that are the name of an address in angle brackets
    /// which follows them.
    private static func entries(of line: Statement) -> [(text: String, position: SourceOffset)] {
        var entries: [(text: String, position: SourceOffset)] = []
        var name: [Word] = []
        for word in [line.keyword] + line.arguments {
            let text = word.text
            if text.hasPrefix("<") {
                entries.append(
                    ((name.map(\.text) + [text]).joined(separator: " "), (name.first ?? word).position))
                name = []
            } else if text.contains("@") {
                entries += name.map { ($0.text, $0.position) } + [(text, word.position)]
                name = []
            } else {
                name.append(word)
            }
        }
        return entries + name.map { ($0.text, $0.position) }
    }

    private static var serverPort: Argument<UInt16> { .integer(1...65_535) }
}

extension Argument<MailAddress> {
    static let mailAddress = Argument(.word("a mail address")) { MailAddress($0) }
}
