import CNetlink
import Glibc
import Netlink
import Polling
import Synchronization
import Testing

@Suite("the netlink socket")
struct SocketTests {
    /// A thread that waits for the kernel's next word, seen from outside.
    private final class Receiver: Sendable {
        struct State {
            var thread: pthread_t?
            var descriptor: Int32 = -1
            var outcome: Result<Int, NetlinkError>?
            var mayEnd = false
        }

        let state = Mutex(State())

        func run() {
            // Threads of Swift's pool, and those that they start, hear no signals.
            var signals = sigset_t()
            sigemptyset(&signals)
            sigaddset(&signals, SIGUSR2)
            pthread_sigmask(SIG_UNBLOCK, &signals, nil)
            do throws(NetlinkError) {
                let socket = try NetlinkSocket(NETLINK_ROUTE)
                state.withLock { state in
                    state.thread = pthread_self()
                    state.descriptor = socket.descriptor
                }
                var buffer = [UInt8](repeating: 0, count: 64 << 10)
                let length = try socket.receive(into: &buffer)
                state.withLock { $0.outcome = .success(length) }
            } catch {
                state.withLock { $0.outcome = .failure(error) }
            }
            // Nobody may send a signal to a thread that has gone.
            while !state.withLock({ $0.mayEnd }) { usleep(1_000) }
        }

        func wait(until condition: (State) -> Bool) {
            for _ in 0..<20_000 where !state.withLock({ condition($0) }) { usleep(1_000) }
        }
    }

    @Test("datagrams come in the order of the kernel, whether they are waited for or taken as they lie there")
    func order() throws {
        let socket = try NetlinkSocket(NETLINK_ROUTE)
        let sequences = Array(1...9 as ClosedRange<UInt32>)
        var writer = AttributeWriter()
        for sequence in sequences {
            // For a link that is not there: one answer to each question.
            writer.message(MessageHeader(type: UInt16(RTM_GETLINK), flags: 1, sequence: sequence)) { writer in
                writer.fixed(UInt128(0x7FFF_FFFF) << 32)
            }
        }
        try socket.send(writer.bytes.span)
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var found: [UInt32] = []
        for round in 0..<sequences.count {
            let pending = round % 3 == 1 ? try socket.receivePending(into: &buffer) : nil
            let length = try pending ?? socket.receive(into: &buffer)
            let datagram = buffer[..<length]
            try MessageReader.forEach(in: datagram.span) { found.append($0.header.sequence) }
        }
        #expect(found == sequences)
        #expect(try socket.receivePending(into: &buffer) == nil)
    }

    @Test("a signal while the kernel's answer is awaited does not end the wait (EINTR)")
    func interrupted() throws {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in }
        var former = sigaction()
        sigaction(SIGUSR2, &action, &former)
        defer { sigaction(SIGUSR2, &former, nil) }

        let receiver = Receiver()
        try NamedThread.start("receiver") { receiver.run() }
        receiver.wait { $0.thread != nil || $0.outcome != nil }
        defer { receiver.state.withLock { $0.mayEnd = true } }
        let thread = try #require(receiver.state.withLock { $0.thread })
        for _ in 0..<50 {
            pthread_kill(thread, SIGUSR2)
            usleep(1_000)
        }
        #expect(receiver.state.withLock { $0.outcome } == nil)

        // The question for the links, sent by this thread: the answer wakes the other one.
        var writer = AttributeWriter()
        writer.message(MessageHeader(type: UInt16(RTM_GETLINK), flags: 0x301, sequence: 1)) { writer in
            writer.fixed(UInt128(0))
        }
        let descriptor = receiver.state.withLock { $0.descriptor }
        #expect(send(descriptor, writer.bytes, writer.bytes.count, 0) == writer.bytes.count)
        receiver.wait { $0.outcome != nil }
        let length = try #require(receiver.state.withLock { $0.outcome }).get()
        #expect(length > 0)
    }
}
