import Deadlines
import Netlink
import Testing

@Suite("hostile bytes")
struct HostileBytesTests {
    private static let goldens = [
        "service-dump", "destination-dump", "info", "link-dump", "link-removed", "address-added-ipv4",
        "address-added-ipv6", "address-removed-ipv4",
    ]

    /// Reads all that can be read of a datagram, attributes as deep as they go.
    private static func readAll(_ bytes: [UInt8]) throws(DecodeFailure) -> Int {
        var count = 0
        try MessageReader.forEach(in: bytes.span) { message throws(DecodeFailure) in
            _ = try Acknowledgement(message)
            for size in [4, 8, 16] {
                // Whether the nesting is real does not matter: reading must end all the same.
                count += (try? Self.readAttributes(message.attributes(after: size))) ?? 0
            }
            count += 1
        }
        return count
    }

    private static func readAttributes(_ attributes: consuming AttributeReader) throws(DecodeFailure) -> Int {
        var count = 0
        while let attribute = try attributes.next() {
            count += 1
            _ = attribute.bytes()
            count += (try? readAttributes(attribute.nested())) ?? 0
        }
        return count
    }

    @Test("an attribute that claims 0 to 3 bytes is a failure, not an endless loop", arguments: UInt16(0)...3)
    func tooShort(length: UInt16) throws {
        let bytes: [UInt8] = [8, 0, 1, 0, 1, 2, 3, 4, UInt8(length), 0, 2, 0, 9, 9, 9, 9]
        let failure = #expect(throws: DecodeFailure.self) { try Self.readAttributes(AttributeReader(bytes.span)) }
        #expect(failure?.reason == .attributeLength(length))
        #expect(failure?.offset == 8)
        #expect(failure?.bytes == [UInt8(length), 0, 2, 0, 9, 9, 9, 9])
    }

    @Test("an attribute that goes beyond the buffer is a failure", arguments: [9, 255, 0xFFFF] as [UInt16])
    func tooLong(length: UInt16) throws {
        let bytes: [UInt8] = [UInt8(length & 0xFF), UInt8(length >> 8), 1, 0, 1, 2, 3, 4]
        let failure = #expect(throws: DecodeFailure.self) { try Self.readAttributes(AttributeReader(bytes.span)) }
        #expect(failure?.reason == .attributeLength(length))
    }

    @Test("one to three bytes where an attribute should begin are a failure", arguments: 1...3)
    func leftovers(count: Int) throws {
        let bytes = [4, 0, 1, 0] + [UInt8](repeating: 0, count: count)
        let failure = #expect(throws: DecodeFailure.self) { try Self.readAttributes(AttributeReader(bytes.span)) }
        #expect(failure?.reason == .truncatedAttributeHeader)
        #expect(failure?.offset == 4)
    }

    @Test("a message header that is cut short is a failure", arguments: 1...15)
    func shortHeader(count: Int) throws {
        let failure = #expect(throws: DecodeFailure.self) { try Self.readAll([UInt8](repeating: 16, count: count)) }
        #expect(failure?.reason == .truncatedMessageHeader)
    }

    @Test(
        "a message that claims less than its header or more than is there is a failure",
        arguments: [0, 15, 25, .max] as [UInt32])
    func messageLength(length: UInt32) throws {
        var writer = AttributeWriter()
        writer.message(MessageHeader(type: 20, flags: 0)) { $0.fixed(UInt64(0)) }
        var bytes = writer.bytes
        withUnsafeBytes(of: length) { bytes.replaceSubrange(0..<4, with: $0) }
        let failure = #expect(throws: DecodeFailure.self) { try Self.readAll(bytes) }
        #expect(failure?.reason == .messageLength(length))
    }

    @Test("golden datagrams cut at every length are read or refused, never a trap", arguments: goldens)
    func cutEverywhere(name: String) throws {
        let bytes = try GoldenMessage.bytes(name)
        for length in 0..<bytes.count {
            let cut = Array(bytes[..<length])
            _ = try? Self.readAll(cut)
            var changes: [LinkChange] = []
            LinkMonitor.read(cut.span, into: &changes)
        }
        #expect(try Self.readAll(bytes) > 0)
    }

    @Test(
        "golden datagrams with every attribute's length cut short are read or refused",
        arguments: goldens.filter { $0 != "service-dump" })
    func attributesCut(name: String) throws {
        let bytes = try GoldenMessage.bytes(name)
        for position in stride(from: 16, to: bytes.count - 4, by: 4) {
            let length = Int(bytes[position]) | Int(bytes[position + 1]) << 8
            guard (4...bytes.count - position).contains(length) else { continue }
            // Nests are long; every length up to 40, then every eleventh.
            for shorter in 0..<length where shorter <= 40 || shorter.isMultiple(of: 11) {
                var cut = bytes
                cut[position] = UInt8(shorter & 0xFF)
                cut[position + 1] = UInt8(shorter >> 8)
                _ = try? Self.readAll(cut)
                var changes: [LinkChange] = []
                LinkMonitor.read(cut.span, into: &changes)
            }
        }
    }

    @Test("random damage to golden datagrams is read or refused", arguments: goldens)
    func randomDamage(name: String) throws {
        var generator = SeededGenerator(seed: 7)
        let bytes = try GoldenMessage.bytes(name)
        for _ in 0..<200 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                let position = Int.random(in: 0..<bytes.count, using: &generator)
                damaged[position] = .random(in: .min ... .max, using: &generator)
            }
            _ = try? Self.readAll(damaged)
            var changes: [LinkChange] = []
            LinkMonitor.read(damaged.span, into: &changes)
        }
    }
}
