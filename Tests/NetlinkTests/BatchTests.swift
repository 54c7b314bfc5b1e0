import Netlink
import Testing

@Suite("batches")
struct BatchTests {
    private func batch(_ count: Int) -> Batch {
        var batch = Batch()
        for index in 0..<count { batch.add(type: 0x1C) { $0.fixed(UInt32(index)) } }
        return batch
    }

    /// A kernel that refuses some messages of each send and acknowledges the last, as the real one does.
    private func kernel(
        receiveBufferSize: Int = 8 << 20, refusing errnos: [UInt32: Int32] = [:]
    ) -> ScriptedTransport {
        ScriptedTransport(receiveBufferSize: receiveBufferSize) { messages, _ in
            guard let headers = try? messages.headers() else { return [] }
            return headers.compactMap { header in
                let errno = errnos[header.sequence]
                guard errno != nil || header.hasFlag(4) else { return nil }
                return .datagram(KernelAnswer.acknowledgement(header.sequence, errno: errno ?? 0))
            }
        }
    }

    @Test("at most 512 messages go in one send, and only the last of each asks for an acknowledgement")
    func sends() throws {
        let kernel = kernel()
        let ledger = try NetlinkConnection(kernel).run(batch(1100))
        #expect(ledger.failures.isEmpty)
        let headers = try kernel.sent.map { try $0.headers() }
        #expect(headers.map(\.count) == [512, 512, 76])
        for datagram in headers {
            #expect(datagram.dropLast().allSatisfy { !$0.hasFlag(4) })
            #expect(datagram.last?.hasFlag(4) == true)
        }
        #expect(headers.joined().map(\.sequence) == Array(1...1100))
    }

    @Test("a refused message is found by its sequence number, and those around it count as done")
    func attribution() throws {
        let ledger = try NetlinkConnection(kernel(refusing: [2: 17, 600: 3, 1024: 2])).run(batch(1100))
        #expect(ledger.failures.map(\.index) == [1, 599, 1023])
        #expect(ledger.failures.map(\.errno) == [17, 3, 2])
    }

    @Test("a batch in which every message is refused keeps each errno")
    func allRefused() throws {
        let errnos = Dictionary(uniqueKeysWithValues: (1...600).map { (UInt32($0), Int32($0)) })
        let ledger = try NetlinkConnection(kernel(refusing: errnos)).run(batch(600))
        #expect(ledger.failures.map(\.errno) == Array(1...600))
    }

    @Test("sends shrink to what the receive buffer can hold in answers")
    func smallBuffer() throws {
        let kernel = kernel(receiveBufferSize: 15_360)
        _ = try NetlinkConnection(kernel).run(batch(25))
        #expect(try kernel.sent.map { try $0.headers().count } == [10, 10, 5])
    }

    @Test("an answer to an earlier request is not taken for one of this batch")
    func lateAnswers() throws {
        let transport = ScriptedTransport { messages, sends in
            let sequence = (try? messages.headers().last?.sequence) ?? 0
            let late = ScriptedTransport.Answer.datagram(KernelAnswer.acknowledgement(sequence &- 1, errno: 5))
            let future = ScriptedTransport.Answer.datagram(KernelAnswer.acknowledgement(sequence &+ 1, errno: 5))
            let own = ScriptedTransport.Answer.datagram(KernelAnswer.acknowledgement(sequence))
            return sends == 0 ? [own] : [late, future, own]
        }
        let connection = NetlinkConnection(transport)
        #expect(try connection.run(batch(1)).failures.isEmpty)
        #expect(try connection.run(batch(1)).failures.isEmpty)
    }

    @Test("no two requests of a connection share a sequence number")
    func sequenceNumbers() throws {
        let kernel = kernel()
        let connection = NetlinkConnection(kernel)
        for count in [1, 600, 3] { _ = try connection.run(batch(count)) }
        #expect(try kernel.sent.flatMap { try $0.headers() }.map(\.sequence) == Array(1...604))
    }

    @Test("an empty batch sends nothing")
    func empty() throws {
        let kernel = kernel()
        #expect(try NetlinkConnection(kernel).run(Batch()).failures.isEmpty)
        #expect(kernel.sent.isEmpty)
    }

    @Test("lost answers are an error of the batch, for nothing is known of its messages")
    func lostAnswers() throws {
        let transport = ScriptedTransport { _, _ in [.failure(105)] }
        let error = #expect(throws: NetlinkError.self) { try NetlinkConnection(transport).run(batch(3)) }
        #expect(error?.errno == 105)
    }

    @Test("the kernel's explanation comes with the failure")
    func explanation() throws {
        let transport = ScriptedTransport { _, _ in
            [.datagram(KernelAnswer.acknowledgement(1, errno: 22, explanation: "IPv4: Invalid prefix"))]
        }
        let failure = try #require(try NetlinkConnection(transport).run(batch(1)).failures.first)
        #expect(failure.errno == 22)
        #expect(failure.explanation == "IPv4: Invalid prefix")
    }

    @Test("an explanation after the whole request is found, too")
    func uncapped() throws {
        var writer = AttributeWriter()
        writer.message(MessageHeader(type: 2, flags: KernelAnswer.explained, sequence: 1)) { writer in
            writer.fixed(Int32(-22))
            KernelAnswer.request(1, length: 20, into: &writer)
            writer.fixed(UInt32(7))
            writer.text(1, "no")
        }
        let answer = writer.bytes
        let transport = ScriptedTransport { _, _ in [.datagram(answer)] }
        #expect(try NetlinkConnection(transport).run(batch(1)).failures.first?.explanation == "no")
    }
}
