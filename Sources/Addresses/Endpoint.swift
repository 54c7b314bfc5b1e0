/// An address and a port.
public struct Endpoint: Hashable, Comparable, Sendable {
    public let address: IPAddress
    /// 0 stands for "any" where the context allows it.
    public let port: UInt16

    public init(_ address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    public static func < (left: Endpoint, right: Endpoint) -> Bool {
        (left.address, left.port) < (right.address, right.port)
    }
}

extension Endpoint: LosslessStringConvertible {
    /// `192.0.2.1:80` or `[2001:db8::1]:80`.
    public init?(_ text: some StringProtocol) {
        let text = Substring(text)
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        let digits = text[text.utf8.index(after: colon)...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits)
        else { return nil }
        let host = text[..<colon]
        if host.utf8.first == UInt8(ascii: "["), host.utf8.last == UInt8(ascii: "]") {
            guard let address = IPv6Address(host.dropFirst().dropLast()) else { return nil }
            self.init(.v6(address), port: port)
        } else {
            guard let address = IPv4Address(host) else { return nil }
            self.init(.v4(address), port: port)
        }
    }

    public var description: String {
        switch address {
        case .v4(let address):
            var text: [UInt8] = []
            text.reserveCapacity(21)
            address.appendText(to: &text)
            text.append(UInt8(ascii: ":"))
            text.appendDecimal(UInt32(port))
            return String(decoding: text, as: UTF8.self)
        case .v6(let address):
            return "[\(address)]:\(port)"
        }
    }
}
