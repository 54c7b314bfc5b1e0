/// `PING_CHECK`: an ICMP echo request comes back (RFC 792, RFC 4443 section 4).
package struct PingConversation: CheckConversation {
    private static let payload = Array("swiftlvsd health check".utf8)
    private static let headerLength = 8

    private let isIPv6: Bool
    private let id: UInt16
    private let sequence: UInt16

    /// - Parameter id: tells this check's echoes from others'.
    package init(isIPv6: Bool, id: UInt16, sequence: UInt16) {
        self.isIPv6 = isIPv6
        self.id = id
        self.sequence = sequence
    }

    package var carrier: ConversationCarrier { .icmp }

    package mutating func begin() -> ConversationStep {
        var request: [UInt8] = [isIPv6 ? 128 : 8, 0, 0, 0]
        for word in [id, sequence] { request += [UInt8(word >> 8), UInt8(word & 0xFF)] }
        request += Self.payload
        // The kernel does it for ICMPv6, which counts addresses, too.
        if !isIPv6 {
            let checksum = Self.checksum(of: request)
            (request[2], request[3]) = (UInt8(checksum >> 8), UInt8(checksum & 0xFF))
        }
        return .continue(request)
    }

    /// Takes an ICMP message; over IPv4 a raw socket puts the IP header before it.
    package mutating func hear(_ bytes: ArraySlice<UInt8>) -> ConversationStep {
        var message = bytes
        if !isIPv6 {
            guard let first = bytes.first, first >> 4 == 4 else { return .listen }
            message = bytes.dropFirst(Int(first & 0x0F) * 4)
        }
        let header = Array(message.prefix(Self.headerLength))
        guard header.count == Self.headerLength, header[0] == (isIPv6 ? 129 : 0), header[1] == 0,
            UInt16(header[4]) << 8 | UInt16(header[5]) == id, UInt16(header[6]) << 8 | UInt16(header[7]) == sequence
        else { return .listen }
        return .finish(.passed("answered"))
    }

    package func ended() -> CheckResult { .failed("no answer") }

    package func timedOut(after timeout: String) -> CheckResult { .failed("no answer within \(timeout)") }

    /// The ones' complement sum of RFC 1071.
    private static func checksum(of bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: bytes.count, by: 2) {
            sum += UInt32(bytes[index]) << 8 | UInt32(index + 1 < bytes.count ? bytes[index + 1] : 0)
        }
        while sum >> 16 != 0 { sum = sum & 0xFFFF + sum >> 16 }
        return ~UInt16(truncatingIfNeeded: sum)
    }
}
