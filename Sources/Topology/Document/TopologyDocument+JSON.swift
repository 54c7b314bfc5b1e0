import Addresses

extension TopologyDocument {
    /// Documents of this size and above are refused.
    package static let sizeLimit = 100_000_000

    /// Reads a topology; see ``TopologyReading``.
    package init(json bytes: [UInt8]) throws(DocumentError) {
        self = try TopologyReading(json: bytes).document
    }
}

extension JSONReader {
    /// A text that is not empty.
    mutating func name(_ meaning: String) throws(DocumentError) -> String {
        let start = offset
        let text = try string()
        guard !text.isEmpty else { throw DocumentError("\(meaning) is empty", at: start) }
        return text
    }

    /// A server's address; nil for `null` and for an empty text.
    mutating func address() throws(DocumentError) -> IPAddress? {
        let start = offset
        guard let text = try optionalString(), !text.isEmpty else { return nil }
        guard let address = IPAddress(text) else {
            throw DocumentError("\"\(String(text.prefix(60)))\" is no IPv4 or IPv6 address", at: start)
        }
        guard !address.isAny, !address.isMulticast else {
            throw DocumentError("\(address) is no server's address", at: start)
        }
        return address
    }

    mutating func portNumber() throws(DocumentError) -> UInt16 {
        UInt16(clamping: try integer(in: 1...65_535))
    }

    /// `{"protocol", "port" or "value", "proxy"}`
    mutating func port(named name: String) throws(DocumentError) -> TopologyDocument.Port {
        var transport = TopologyDocument.Transport.tcp
        var (port, proxy): (UInt16?, UInt16?)
        let start = offset
        try object { (reader, key) throws(DocumentError) in
            switch key {
            case "protocol":
                transport = TopologyDocument.Transport(protocolNamed: try reader.optionalString() ?? "tcp")
            case name: port = try reader.portNumber()
            case "proxy": proxy = try reader.portNumber()
            default: try reader.skip()
            }
        }
        guard let port else { throw DocumentError("a port has no \"\(name)\"", at: start) }
        return TopologyDocument.Port(transport, port: port, proxy: proxy ?? port)
    }

    mutating func strings() throws(DocumentError) -> [String]? {
        guard try !takeNull() else { return nil }
        var strings: [String] = []
        try array { reader throws(DocumentError) in strings.append(try reader.string()) }
        return strings
    }
}
