package import Addresses

/// The text of `/proc/net/tcp` and `/proc/net/tcp6`.
package enum SocketTable {
    /// Where the established connections of this host lead whose other end has one of these ports, sorted.
    ///
    /// Lines that look different from the kernel's are passed over.
    package static func peers(in text: [UInt8], ports: Set<UInt16>) -> [Endpoint] {
        text.split(separator: UInt8(ascii: "\n")).dropFirst().compactMap { peer(in: $0) }
            .filter { ports.contains($0.port) }.sorted()
    }

    /// `sl local_address rem_address st …`
    private static func peer(in line: ArraySlice<UInt8>) -> Endpoint? {
        let words = line.split(separator: UInt8(ascii: " "), maxSplits: 4)
        guard words.count > 3, words[3].elementsEqual("01".utf8) else { return nil }
        let parts = words[2].split(separator: UInt8(ascii: ":"))
        guard parts.count == 2, parts[1].count == 4, let port = number(parts[1]), let address = address(parts[0])
        else { return nil }
        return Endpoint(address.unmapped, port: UInt16(truncatingIfNeeded: port))
    }

    /// Eight digits a word of the address, each in this machine's order of bytes.
    private static func address(_ digits: ArraySlice<UInt8>) -> IPAddress? {
        guard digits.count == 8 || digits.count == 32 else { return nil }
        var bytes: [UInt8] = []
        for start in stride(from: digits.startIndex, to: digits.endIndex, by: 8) {
            guard let word = number(digits[start..<start + 8]) else { return nil }
            bytes += IPv4Address(UInt32(bigEndian: word)).bytes
        }
        return IPAddress(bytes: bytes)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> UInt32? {
        var number: UInt32 = 0
        for digit in digits {
            let value: UInt8
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = digit - UInt8(ascii: "A") + 10
            default: return nil
            }
            number = number << 4 | UInt32(value)
        }
        return number
    }
}
