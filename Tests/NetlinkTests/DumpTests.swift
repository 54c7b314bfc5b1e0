import Netlink
import Testing

@Suite("dumps")
struct DumpTests {
    private func dump(_ transport: ScriptedTransport) throws(NetlinkError) -> [UInt32] {
        try NetlinkConnection(transport).dump("reading numbers", type: 0x1C) { _ in
        } decode: { message throws(DecodeFailure) in
            try message.field(UInt32.self, at: 0)
        }
    }

    @Test("parts are gathered over several datagrams up to the end")
    func gathers() throws {
        let transport = ScriptedTransport { _, _ in
            var first = AttributeWriter()
            first.message(MessageHeader(type: 0x1C, flags: 2, sequence: 1)) { $0.fixed(UInt32(1)) }
            return [.datagram(first.bytes), .datagram(KernelAnswer.dump(1, [2, 3]))]
        }
        #expect(try dump(transport) == [1, 2, 3])
        #expect(try transport.sent[0].headers()[0].flags == 0x301)
    }

    @Test("a dump during which the table changed is asked for again, from the start")
    func interrupted() throws {
        let transport = ScriptedTransport { _, sends in
            let sequence = UInt32(sends + 1)
            let flags = sends == 0 ? KernelAnswer.interrupted : 0
            return [.datagram(KernelAnswer.dump(sequence, sends == 0 ? [1, 2] : [3], flags: flags))]
        }
        #expect(try dump(transport) == [3])
        #expect(transport.sent.count == 2)
    }

    @Test("a dump of which answers were lost is read to its end and asked for again")
    func lostAnswers() throws {
        let transport = ScriptedTransport { _, sends in
            let whole = ScriptedTransport.Answer.datagram(KernelAnswer.dump(UInt32(sends + 1), [UInt32(sends)]))
            return sends == 0 ? [.failure(105), whole] : [whole]
        }
        #expect(try dump(transport) == [1])
    }

    @Test("a dump is put behind what is there, also when it is asked for again, and not at all when it fails")
    func appends() throws {
        let transport = ScriptedTransport { _, sends in
            let sequence = UInt32(sends + 1)
            return switch sends {
            case 0: [.datagram(KernelAnswer.dump(sequence, [1, 2], flags: KernelAnswer.interrupted))]
            case 1: [.datagram(KernelAnswer.dump(sequence, [3, 4]))]
            default: [.datagram(KernelAnswer.dump(sequence, [5], errno: 1))]
            }
        }
        let connection = NetlinkConnection(transport)
        var items: [UInt32] = [7]
        func dump() throws(NetlinkError) {
            try connection.dump("reading numbers", type: 0x1C, into: &items) { _ in
            } decode: { message throws(DecodeFailure) in
                try message.field(UInt32.self, at: 0)
            }
        }
        try dump()
        #expect(items == [7, 3, 4])
        #expect(throws: NetlinkError("reading numbers", errno: 1)) { try dump() }
        #expect(items == [7, 3, 4])
    }

    @Test("a table that never stands still is given up after eight reads")
    func bounded() throws {
        let transport = ScriptedTransport { _, sends in
            [.datagram(KernelAnswer.dump(UInt32(sends + 1), [1], flags: KernelAnswer.interrupted))]
        }
        let error = #expect(throws: NetlinkError.self) { try dump(transport) }
        #expect(error?.errno == 11)
        #expect(transport.sent.count == 8)
    }

    @Test("an errno at the end or instead of the dump is the error")
    func errors() throws {
        let atEnd = ScriptedTransport { _, _ in [.datagram(KernelAnswer.dump(1, [1], errno: 1))] }
        #expect(throws: NetlinkError("reading numbers", errno: 1)) { try dump(atEnd) }
        let instead = ScriptedTransport { _, _ in [.datagram(KernelAnswer.acknowledgement(1, errno: 13))] }
        #expect(throws: NetlinkError("reading numbers", errno: 13)) { try dump(instead) }
    }

    @Test("parts of another request are passed over")
    func foreignParts() throws {
        let transport = ScriptedTransport { _, _ in
            [.datagram(KernelAnswer.dump(9, [8])), .datagram(KernelAnswer.dump(1, [2]))]
        }
        #expect(try dump(transport) == [2])
    }

    @Test("a part that cannot be read is an error, after the dump has been read to its end")
    func unreadable() throws {
        let transport = ScriptedTransport { _, sends in
            guard sends == 0 else { return [.datagram(KernelAnswer.dump(2, [5]))] }
            var writer = AttributeWriter()
            writer.message(MessageHeader(type: 0x1C, flags: 2, sequence: 1)) { $0.fixed(UInt8(1)) }
            return [.datagram(writer.bytes), .datagram(KernelAnswer.dump(1, [2]))]
        }
        let connection = NetlinkConnection(transport)
        func read() throws(NetlinkError) -> [UInt32] {
            try connection.dump("reading numbers", type: 0x1C) { _ in
            } decode: { message throws(DecodeFailure) in
                try message.field(UInt32.self, at: 0)
            }
        }
        let error = #expect(throws: NetlinkError.self) { try read() }
        #expect(error?.errno == 74)
        #expect(error?.description.contains("4 bytes expected, 1 found at offset 16: 01") == true)
        // The kernel runs one dump a socket at a time, and refuses the next one until this one has been received.
        #expect(transport.unread == 0)
        #expect(try read() == [5])
    }
}
