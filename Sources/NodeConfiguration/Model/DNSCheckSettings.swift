/// What a `DNS_CHECK` asks for.
package struct DNSCheckSettings: Hashable, Sendable {
    package enum RecordType: String, Hashable, Sendable, CaseIterable {
        case a = "A"
        case ns = "NS"
        case cname = "CNAME"
        case soa = "SOA"
        case mx = "MX"
        case txt = "TXT"
        case aaaa = "AAAA"
        case rrsig = "RRSIG"
        case dnskey = "DNSKEY"
    }

    package let type: RecordType
    /// A domain's name, `.` for the root.
    package let name: String

    package init(type: RecordType, name: String) {
        self.type = type
        self.name = name
    }
}
