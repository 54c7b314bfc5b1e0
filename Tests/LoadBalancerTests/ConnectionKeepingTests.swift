import ControlMessages
import Deadlines
import Glibc
import IPVSKit
import LoadBalancer
import NodeConfiguration
import Polling
import Synchronization
import Testing
import VRRPEngine
import VRRPTransport

@Suite("Connections kept and told to the other node")
struct ConnectionKeepingTests {
    private let kernel = FakeKernelTable()
    private let problems = ProblemBoard(events: .silent)
    private let door = Door()

    /// The way to the kernel, which can be shut for a while.
    private final class Door: Sendable {
        private let isShut = Mutex(false)

        func shut() { isShut.withLock { $0 = true } }
        func open() { isShut.withLock { $0 = false } }

        func pass() async throws {
            while isShut.withLock(\.self) { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    private func keeping() throws -> ConnectionKeeping {
        let kernel = self.kernel
        let door = self.door
        let writer = try TableWriter(executor: try ThreadExecutor(name: "test")) { () throws(IPVSError) in kernel }
        return ConnectionKeeping(problems: problems, events: .silent, retryInterval: .milliseconds(5)) {
            try await door.pass()
            return writer
        }
    }

    /// No regular look happens: what is seen comes from what is told.
    private func globals(_ lines: String) throws -> GlobalDefinitions {
        try Configuration(
            text: """
                global_defs {
                    ipvs_audit_interval 0
                    \(lines)
                }
                vrrp_instance V {
                    interface eth0
                    virtual_router_id 51
                    virtual_ipaddress {
                        192.0.2.1
                    }
                }
                """
        ).globals
    }

    private func transition(_ name: String, to state: VRRPState) -> RouterNotice {
        .transition(
            TransitionNotice(
                name: name, from: .backup, to: state, reason: "", priority: 100, at: Instant(nanoseconds: 0)))
    }

    private var roles: [SyncDaemon.Role] { get throws { try kernel.syncDaemons().map(\.role) } }
    private var codes: [String] { problems.current.map(\.code) }

    private func eventually(_ condition: () throws -> Bool) async throws {
        for _ in 0..<2_000 where try !condition() { try await Task.sleep(for: .milliseconds(5)) }
        #expect(try condition())
    }

    @Test("a daemon that could not be stopped is stopped later, though the file has none any more")
    func lateStop() async throws {
        let keeping = try keeping()
        try await keeping.configure(globals("lvs_sync_daemon eth0 V"))
        #expect(try roles == [.backup])
        kernel.settingsFailure = IPVSError(.stopSyncDaemon, errno: EBUSY)
        try await keeping.configure(globals(""))
        #expect(codes == ["sync_daemon"])
        #expect(try roles == [.backup])
        kernel.settingsFailure = nil
        try await eventually { try roles.isEmpty && codes.isEmpty }
        await keeping.stop(keep: false)
    }

    @Test("a daemon that has ended by itself counts as stopped")
    func alreadyGone() async throws {
        let keeping = try keeping()
        try await keeping.configure(globals("lvs_sync_daemon eth0 V"))
        kernel.settingsFailure = IPVSError(.stopSyncDaemon, errno: ESRCH)
        try await keeping.configure(globals(""))
        #expect(codes == [])
        await keeping.stop(keep: false)
    }

    @Test("a change of role that does not work is tried again, where there are no regular looks, too")
    func lateStart() async throws {
        let keeping = try keeping()
        try await keeping.configure(globals("lvs_sync_daemon eth0 V"))
        kernel.settingsFailure = IPVSError(.startSyncDaemon, errno: ENOMEM)
        await keeping.take([transition("V", to: .master)])
        #expect(codes == ["sync_daemon"])
        kernel.settingsFailure = nil
        try await eventually { try roles == [.master] && codes.isEmpty }
        await keeping.stop(keep: false)
    }

    @Test("times that could not be set back are set back later, and no problem stays")
    func lateTimes() async throws {
        let keeping = try keeping()
        let before = try kernel.timeouts()
        try await keeping.configure(globals("lvs_timeouts tcp 700"))
        #expect(try kernel.timeouts().tcp == 700)
        kernel.settingsFailure = IPVSError(.setTimeouts, errno: EPERM)
        try await keeping.configure(globals(""))
        #expect(codes == ["connection_timeouts"])
        kernel.settingsFailure = nil
        try await eventually { try kernel.timeouts() == before && codes.isEmpty }
        await keeping.stop(keep: false)
    }

    @Test("a stop returns when all is given back, though a look is under way")
    func stopped() async throws {
        let keeping = try keeping()
        try await keeping.configure(globals("lvs_sync_daemon eth0 V\nlvs_timeouts tcp 700"))
        door.shut()
        let change = Task { await keeping.take([transition("V", to: .master)]) }
        try await Task.sleep(for: .milliseconds(20))
        let hasStopped = Mutex(false)
        let stop = Task {
            await keeping.stop(keep: false)
            hasStopped.withLock { $0 = true }
        }
        try await Task.sleep(for: .milliseconds(50))
        #expect(!hasStopped.withLock { $0 })
        door.open()
        await stop.value
        #expect(try roles == [])
        #expect(try kernel.timeouts().tcp == 900)
        await change.value
    }

    @Test("a new name of the instance that is followed changes nothing, before its settings say so")
    func followedRenamed() async throws {
        let keeping = try keeping()
        try await keeping.configure(globals("lvs_sync_daemon eth0 V"))
        await keeping.take([transition("V", to: .master)])
        #expect(try roles == [.master])
        await keeping.take([.replaced(ended: [], renamed: ["V": "W"])])
        #expect(try roles == [.master])
        await keeping.take([transition("W", to: .backup)])
        #expect(try roles == [.backup])
        await keeping.stop(keep: false)
    }

    @Test("an instance keeps its role under its new name, in the order in which both happened")
    func renamed() async throws {
        let keeping = try keeping()
        await keeping.take([transition("A", to: .master), .replaced(ended: [], renamed: ["A": "V"])])
        try await keeping.configure(globals("lvs_sync_daemon eth0 V"))
        #expect(try roles == [.master])
        await keeping.take([transition("V", to: .backup)])
        #expect(try roles == [.backup])
        // Another virtual router begins under the name.
        await keeping.take([transition("V", to: .master), .replaced(ended: ["V"], renamed: [:])])
        #expect(try roles == [.backup])
        await keeping.stop(keep: false)
    }
}
