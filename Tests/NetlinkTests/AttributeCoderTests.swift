import Deadlines
import Netlink
import Testing

/// A record with every kind of attribute.
private struct Sample: AttributeRecord, Equatable {
    var small: UInt8?
    var medium: UInt16?
    var large: UInt32?
    var huge: UInt64?
    var port: UInt16?
    var address: UInt128?
    var pair: [UInt32]?
    var text: String?
    var bytes: [UInt8]?
    var inner: Inner?

    struct Inner: AttributeRecord, Equatable {
        var number: UInt32?

        mutating func fields(_ coder: inout AttributeCoder) {
            coder.number(1, &number)
        }
    }

    mutating func fields(_ coder: inout AttributeCoder) {
        coder.number(1, &small)
        coder.number(2, &medium)
        coder.number(3, &large)
        coder.number(4, &huge)
        coder.networkOrder(5, &port)
        coder.networkOrder(6, &address)
        coder.numbers(7, count: 2, &pair)
        coder.text(8, &text)
        coder.bytes(9, &bytes)
        coder.nested(10, &inner)
    }
}

extension Sample {
    /// Any value of each kind, some absent.
    init(using generator: inout SeededGenerator) {
        func maybe<Value>(_ value: Value, _ generator: inout SeededGenerator) -> Value? {
            Bool.random(using: &generator) ? value : nil
        }
        small = maybe(.random(in: .min ... .max, using: &generator), &generator)
        medium = maybe(.random(in: .min ... .max, using: &generator), &generator)
        large = maybe(.random(in: .min ... .max, using: &generator), &generator)
        huge = maybe(.random(in: .min ... .max, using: &generator), &generator)
        port = maybe(.random(in: .min ... .max, using: &generator), &generator)
        address = maybe(.random(in: .min ... .max, using: &generator), &generator)
        pair = maybe([.random(in: .min ... .max, using: &generator), 7], &generator)
        text = maybe(String(repeating: "ä", count: .random(in: 0...9, using: &generator)), &generator)
        bytes = maybe([UInt8](repeating: 5, count: .random(in: 0...9, using: &generator)), &generator)
        inner = maybe(Inner(number: maybe(3, &generator)), &generator)
    }
}

@Suite("attribute records")
struct AttributeCoderTests {
    @Test("what is written is read back, whatever is present")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<500 {
            let sample = Sample(using: &generator)
            var writer = AttributeWriter()
            sample.write(into: &writer)
            #expect(writer.bytes.count.isMultiple(of: 4))
            #expect(try Sample(AttributeReader(writer.bytes.span)) == sample)
        }
    }

    @Test("a number of the wrong size is a failure that shows its bytes")
    func wrongSize() throws {
        var writer = AttributeWriter()
        writer.number(3, UInt16(0x0102))
        let failure = #expect(throws: DecodeFailure.self) { try Sample(AttributeReader(writer.bytes.span)) }
        #expect(failure?.reason == .size(expected: 4, found: 2))
        #expect(failure?.offset == 4)
        #expect(failure?.bytes == [0x02, 0x01])
    }

    @Test("a struct of the wrong size is a failure", arguments: [0, 4, 7, 9, 12])
    func wrongStructSize(size: Int) throws {
        var writer = AttributeWriter()
        writer.bytes(7, [UInt8](repeating: 0, count: size))
        let failure = #expect(throws: DecodeFailure.self) { try Sample(AttributeReader(writer.bytes.span)) }
        #expect(failure?.reason == .size(expected: 8, found: size))
    }

    @Test("a text with a NUL inside or without UTF-8 is a failure", arguments: [[0x61, 0, 0x62, 0], [0xFF, 0xFE, 0]])
    func badText(bytes: [UInt8]) throws {
        var writer = AttributeWriter()
        writer.bytes(8, bytes)
        let failure = #expect(throws: DecodeFailure.self) { try Sample(AttributeReader(writer.bytes.span)) }
        #expect(failure?.reason == .text)
    }

    @Test("a text need not end with NUL")
    func textWithoutEnd() throws {
        var writer = AttributeWriter()
        writer.bytes(8, Array("wlc".utf8))
        #expect(try Sample(AttributeReader(writer.bytes.span)).text == "wlc")
    }

    @Test("unknown attributes are passed over, flag bits are no part of the type, of two the last one counts")
    func leniency() throws {
        var writer = AttributeWriter()
        writer.number(99, UInt64(1))
        writer.number(0x8003, UInt32(1))
        writer.number(0x4003, UInt32(2))
        #expect(try Sample(AttributeReader(writer.bytes.span)) == Sample(large: 2))
    }

    @Test("an attribute is found whatever its type, of two the last one", arguments: [0, 1, 31, 32, 33, 99, 0x3FFF])
    func anyType(type: Int) throws {
        struct Single: AttributeRecord {
            var type = 0
            var number: UInt32?

            mutating func fields(_ coder: inout AttributeCoder) {
                for type in [0, 1, 31, 32, 33, 99, 0x3FFF] {
                    var found: UInt32?
                    coder.number(type, &found)
                    if let found { (self.type, number) = (type, found) }
                }
            }
        }
        var writer = AttributeWriter()
        writer.number(UInt16(type), UInt32(1))
        writer.number(30, UInt8(1))
        writer.number(UInt16(type), UInt32(2))
        let single = try Single(AttributeReader(writer.bytes.span))
        #expect(single.type == type)
        #expect(single.number == 2)
    }

    @Test("the offset of a failure counts from the start of the datagram")
    func offsets() throws {
        var writer = AttributeWriter()
        writer.message(MessageHeader(type: 20, flags: 0)) { writer in
            writer.fixed(UInt32(0))
            writer.nested(10) { $0.number(1, UInt8(9)) }
        }
        let failure = #expect(throws: DecodeFailure.self) {
            try MessageReader.forEach(in: writer.bytes.span) { message throws(DecodeFailure) in
                _ = try Sample(message.attributes(after: 4))
            }
        }
        #expect(failure?.offset == 16 + 4 + 4 + 4)
    }

    @Test("values longer than an attribute can hold are cut, not wrapped")
    func longValues() throws {
        var writer = AttributeWriter()
        writer.bytes(9, [UInt8](repeating: 1, count: 70_000))
        writer.text(8, String(repeating: "x", count: 70_000))
        let sample = try Sample(AttributeReader(writer.bytes.span))
        #expect(sample.bytes?.count == 65_531)
        #expect(sample.text?.utf8.count == 65_530)
    }
}
