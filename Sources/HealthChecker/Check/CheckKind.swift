/// What a check does.
package enum CheckKind: Hashable, Sendable {
    /// `TCP_CHECK`: a connection can be made.
    case tcp
    /// `HTTP_GET`, `SSL_GET`: every URL answers with an expected status.
    case http(HTTPCheck)
    /// `SMTP_CHECK`: a mail server greets and answers HELO with this name.
    case smtp(heloName: String)
    /// `DNS_CHECK`: a name server answers a query.
    case dns(DNSQuestion)
    /// `UDP_CHECK`: a datagram brings no error, or a reply.
    case udp(UDPCheck)
    /// `PING_CHECK`: an ICMP echo comes back.
    case ping
    /// `MISC_CHECK`: a program ends well.
    case script(ScriptCheck)
    /// `FILE_CHECK`: the number in a file.
    case file(FileCheck)

    /// How many attempts make one full round: one, or one for each URL.
    package var stepCount: Int {
        switch self {
        case .tcp, .smtp, .dns, .udp, .ping, .script, .file: 1
        case .http(let check): max(check.urls.count, 1)
        }
    }

    /// Whether the check has a time; those that have none are told what they look at.
    package var isScheduled: Bool {
        if case .file = self { false } else { true }
    }
}

extension CheckKind: CustomStringConvertible {
    /// keepalived's keyword.
    package var description: String {
        switch self {
        case .tcp: "TCP_CHECK"
        case .http(let check): check.tls == nil ? "HTTP_GET" : "SSL_GET"
        case .smtp: "SMTP_CHECK"
        case .dns: "DNS_CHECK"
        case .udp: "UDP_CHECK"
        case .ping: "PING_CHECK"
        case .script: "MISC_CHECK"
        case .file: "FILE_CHECK"
        }
    }
}
