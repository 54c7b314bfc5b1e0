import CNetlink
import Deadlines
import IPVSKit
import Netlink
import Polling

/// Fills and reads an empty table in the calling thread's network namespace, by the raw loop or by IPVSKit.
struct LibraryRound: Sendable {
    /// How long it took.
    struct Times: Sendable {
        let apply: Nanoseconds
        let read: Nanoseconds
    }

    /// What IPVSKit sends for a table.
    struct Recording: Sendable {
        let changes: Datagrams
        let dumpRequests: Datagrams
    }

    let size: TableSize

    /// Has IPVSKit fill and read the table, and keeps what it sent.
    func record() throws -> Recording {
        let transport = RecordingTransport(try NetlinkSocket(NETLINK_GENERIC))
        let client = try IPVSClient(over: NetlinkConnection(transport))
        _ = transport.take()
        _ = try fill(client, with: size.table())
        let changes = transport.take()
        _ = try client.table()
        return Recording(changes: changes, dumpRequests: transport.take())
    }

    func runRaw(_ recording: Recording) throws -> Times {
        let kernel = try KernelLoop()
        return Times(
            apply: try kernel.send(recording.changes), read: try kernel.dump(recording.dumpRequests, rows: size.rows))
    }

    func runIPVSKit() throws -> Times {
        let wanted = size.table()
        let client = try IPVSClient()
        let apply = try fill(client, with: wanted)
        let start = MonotonicClock.now
        let found = try client.table()
        let read = MonotonicClock.now - start
        guard found == wanted else { throw WrongResult("the table read back is not the one that was written") }
        return Times(apply: apply, read: read)
    }

    private func fill(_ client: IPVSClient, with wanted: Table) throws -> Nanoseconds {
        let start = MonotonicClock.now
        let failures = try client.apply(TableDiff.plan(from: Table(), to: wanted) { _ in false })
        let time = MonotonicClock.now - start
        if let failure = failures.first { throw WrongResult("\(failures.count) steps failed, as in \(failure)") }
        return time
    }
}
