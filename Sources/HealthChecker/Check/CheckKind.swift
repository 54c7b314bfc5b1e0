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

    /// How many attempts make one full round: one, or one for each URL.
    package var stepCount: Int {
        switch self {
        case .tcp, .smtp, .dns, .udp, .ping: 1
        case .http(let check): max(check.urls.count, 1)
        }
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
        }
    }
}
