import Deadlines
import Glibc
import Polling
import RawKernel

/// The kernel by itself: prepared messages sent and answers taken in a loop of C.
struct KernelLoop: ~Copyable {
    private let descriptor: Int32

    init() throws {
        descriptor = rawkernel_open()
        guard descriptor >= 0 else { throw SystemCallError("socket", on: "netlink", errno: -descriptor) }
    }

    deinit {
        close(descriptor)
    }

    /// Sends changes, and returns how long that took.
    func send(_ datagrams: Datagrams) throws -> Nanoseconds {
        let lengths = datagrams.lengths.map { size_t($0) }
        let start = MonotonicClock.now
        let refused = rawkernel_send(descriptor, datagrams.bytes, lengths, lengths.count)
        let end = MonotonicClock.now
        guard refused == 0 else { throw WrongResult("the kernel refused prepared messages: \(refused)") }
        return end - start
    }

    /// Asks for dumps, and returns how long that took.
    ///
    /// - Parameter rows: how many parts there must be.
    func dump(_ requests: Datagrams, rows: Int) throws -> Nanoseconds {
        let lengths = requests.lengths.map { size_t($0) }
        let start = MonotonicClock.now
        let found = rawkernel_dump(descriptor, requests.bytes, lengths, lengths.count)
        let end = MonotonicClock.now
        guard found == rows else { throw WrongResult("a dump has \(found) parts instead of \(rows)") }
        return end - start
    }
}
