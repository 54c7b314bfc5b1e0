import Addresses
import CLinux
import ControlMessages
import Deadlines
import FoundationEssentials
import HealthChecker
import IPVSKit
import LoadBalancer
import Logging
import NodeConfiguration
import Polling
import Testing

@Suite("The virtual services and the kernel's table")
final class ServicePoolsTests {
    private let kernel = FakeKernelTable()
    private let log = RecordedLog()
    private let problems: ProblemBoard
    private let pools: ServicePools
    private let directory: String

    private let web = ServiceKey("TCP 192.0.2.1:80")
    private let mail = ServiceKey("TCP 192.0.2.1:25")
    private let first = RealServerKey("10.0.0.1:80")
    private let second = RealServerKey("10.0.0.2:80")

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let events = EventJournal(logger: log.logger)
        problems = ProblemBoard(events: events)
        pools = ServicePools(kernel, problems: problems, events: events, log: log, directory: directory)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// The services of these ports of 192.0.2.1, each with 10.0.0.1 and 10.0.0.2 of weight 5.
    private func services(_ ports: Int..., and more: String = "", checked: Bool = false) throws -> [VirtualServer] {
        let blocks = ports.map { port in
            let servers = ["10.0.0.1", "10.0.0.2"].map { address in
                """
                real_server \(address) \(port) {
                    weight 5
                    \(checked ? "TCP_CHECK {\n}" : "")
                }
                """
            }
            return """
                virtual_server 192.0.2.1 \(port) {
                    lvs_sched wrr
                    lvs_method NAT
                    protocol TCP
                    \(more)
                    \(servers.joined(separator: "\n"))
                }
                """
        }
        return try read(blocks.joined(separator: "\n")).virtualServers
    }

    private func start(_ ports: Int...) async throws {
        try await pools.configure(try ports.flatMap { try services($0) })
        await pools.prune()
    }

    private func foreign(_ key: ServiceKey, flags: ServiceFlags = [], method: ForwardingMethod = .nat) -> TableEntry {
        TableEntry(
            VirtualService(key, scheduler: .roundRobin, flags: flags),
            realServers: [IPVSKit.RealServer(first, method: method, weight: 3)])
    }

    /// Has the checks of servers of the web service say this.
    private func tell(_ verdict: Verdict, of servers: RealServerKey...) async {
        await pools.record(
            servers.map { server in
                CheckNotice(
                    key: CheckKey(service: "\(web)", realServer: "\(server)", ordinal: 0), verdict: verdict,
                    reason: "test", at: .zero)
            })
    }

    private var codes: [String] { problems.current.map(\.code) }

    // MARK: A reload that does not work out

    @Test("a change that is rolled back leaves nothing of it, and keeps adopted services and weights set by hand")
    func rollBack() async throws {
        kernel.entries[mail] = foreign(mail)
        try await start(80)
        _ = try await pools.adopt([mail])
        kernel.setWeight(1, of: first, in: web)
        await pools.audit()
        let before = kernel.entries
        try await pools.configure(try services(25, 443))
        #expect(kernel.entries.keys.contains(ServiceKey("TCP 192.0.2.1:443")))
        await pools.rollBack()
        await pools.prune()
        #expect(kernel.entries == before)
        await pools.audit()
        #expect(kernel.entries == before)
    }

    @Test("a service that the kernel held before a change that is rolled back is put back as it was, and not ours")
    func foundAgain() async throws {
        try await start(80)
        kernel.entries[mail] = foreign(mail)
        try await pools.configure(try services(80, 25))
        #expect(kernel.entries[mail] != foreign(mail))
        await pools.rollBack()
        await pools.prune()
        #expect(kernel.entries[mail] == foreign(mail))
        await pools.clear()
        #expect(Set(kernel.entries.keys) == [mail])
    }

    @Test("a roll back that the kernel refuses is tried again until it works")
    func rollBackAgain() async throws {
        try await start(80)
        let before = kernel.entries
        try await pools.configure(try services(80, 25, and: "persistence_timeout 60"))
        kernel.failure = IPVSError(.send, errno: ENOBUFS)
        await pools.rollBack()
        await pools.prune()
        #expect(codes == ["ipvs_unreachable"])
        kernel.failure = nil
        await pools.writeAgain()
        #expect(kernel.entries == before)
        #expect(codes.isEmpty)
    }

    @Test("a change that fails before it knows what others have leaves that alone")
    func unknownBefore() async throws {
        try await start(80)
        kernel.entries[mail] = foreign(mail)
        kernel.unreadable = [mail]
        await #expect(throws: IPVSError.self) { try await self.pools.configure(try self.services(80, 25)) }
        kernel.unreadable = []
        await pools.rollBack()
        await pools.prune()
        #expect(kernel.entries[mail] == foreign(mail))
    }

    @Test("putting somebody else's service back is tried again until it works")
    func restoringAgain() async throws {
        try await start(80)
        kernel.entries[mail] = foreign(mail)
        try await pools.configure(try services(80, 25))
        kernel.refused = [mail]
        await pools.rollBack()
        await pools.prune()
        #expect(codes == ["ipvs_refused"])
        kernel.refused = []
        await pools.writeAgain()
        #expect(kernel.entries[mail] == foreign(mail))
        #expect(codes.isEmpty)
    }

    @Test("while a change may still be undone, nothing is adopted or purged")
    func adoptInBetween() async throws {
        try await start(80)
        kernel.entries[mail] = foreign(mail)
        try await pools.configure(try services(80))
        let error = await #expect(throws: ControlError.self) { try await self.pools.adopt([self.mail]) }
        #expect(error?.code == "reloading")
        await pools.prune()
        #expect(try await pools.adopt([mail]) == [mail])
    }

    @Test("a weight lowered by hand while a change is under way is still there when that is rolled back")
    func overrideInBetween() async throws {
        try await start(80)
        try await pools.configure(try services(80, 25))
        kernel.setWeight(1, of: first, in: web)
        await pools.audit()
        await pools.rollBack()
        await pools.prune()
        await pools.audit()
        #expect(kernel.weight(of: first, in: web) == 1)
    }

    // MARK: What the kernel refuses

    @Test("what is to be removed when IPVS has left is gone with it")
    func removalAfterLoss() async throws {
        try await start(80, 25)
        kernel.isUnloaded = true
        try await pools.configure([])
        await pools.prune()
        await pools.writeAgain()
        #expect(codes.isEmpty)
    }

    @Test("a service that would not go is tried again, and its problem ends when it is gone")
    func removalAgain() async throws {
        try await start(80, 25)
        kernel.refused = [mail]
        try await pools.configure(try services(80))
        await pools.prune()
        #expect(codes == ["ipvs_refused"])
        #expect(kernel.entries[mail] != nil)
        kernel.refused = []
        await pools.writeAgain()
        #expect(kernel.entries[mail] == nil)
        #expect(codes.isEmpty)
    }

    @Test("a service that the kernel refuses is a problem until it takes it, and another one's trouble is not its")
    func refusal() async throws {
        kernel.refused = [mail]
        try await start(80, 25)
        #expect(codes == ["ipvs_refused"])
        #expect(Set(kernel.entries.keys) == [web])
        kernel.refused = []
        await pools.writeAgain()
        #expect(kernel.entries[mail]?.realServers.count == 2)
        #expect(codes.isEmpty)
    }

    @Test("a refused service that leaves the file takes its problem along")
    func refusalForgotten() async throws {
        kernel.refused = [mail]
        try await start(80, 25)
        try await pools.configure(try services(80))
        kernel.refused = []
        await pools.prune()
        await pools.writeAgain()
        #expect(codes.isEmpty)
    }

    @Test("when IPVS comes back, a service that it refuses then is told by name")
    func refusalAfterLoss() async throws {
        try await start(80, 25)
        kernel.isUnloaded = true
        await pools.audit()
        #expect(codes == ["ipvs_unreachable"])
        kernel.entries = [:]
        kernel.isUnloaded = false
        kernel.refused = [mail]
        await pools.writeAgain()
        #expect(codes == ["ipvs_refused"])
        #expect(log.lines.contains { $0.hasPrefix("error") && $0.contains("TCP 192.0.2.1:25") })
    }

    // MARK: Weights set by hand

    @Test("a weight set by hand outlives the loss of the whole table")
    func overrideAfterFlush() async throws {
        try await start(80)
        kernel.setWeight(0, of: first, in: web)
        await pools.audit()
        kernel.entries = [:]
        await pools.audit()
        #expect(kernel.weight(of: first, in: web) == 0)
        #expect(kernel.weight(of: second, in: web) == 5)
    }

    @Test("a weight that was lowered a moment ago is known to a successor")
    func lateOverride() async throws {
        try await start(80)
        kernel.setWeight(2, of: second, in: web)
        await pools.leave()
        let successor = ServicePools(
            kernel, problems: problems, events: .silent, log: log, directory: directory)
        try await successor.configure(try services(80))
        await successor.prune()
        #expect(kernel.weight(of: second, in: web) == 2)
    }

    @Test("a weight set by hand ends with the server's next transition")
    func overrideAndTransition() async throws {
        try await pools.configure(try services(80, checked: true))
        await pools.prune()
        kernel.setWeight(1, of: first, in: web)
        await pools.audit()
        for verdict in [Verdict.down, .up] { await tell(verdict, of: first) }
        #expect(kernel.weight(of: first, in: web) == 5)
    }

    @Test("a weight set by hand on the sorry server ends when the pool answers again")
    func overrideOfSorryServer() async throws {
        let sorry = RealServerKey("10.0.0.9:80")
        try await pools.configure(try services(80, and: "sorry_server 10.0.0.9 80", checked: true))
        await pools.prune()
        await tell(.down, of: first, second)
        kernel.setWeight(0, of: sorry, in: web)
        await pools.audit()
        #expect(kernel.weight(of: sorry, in: web) == 0)
        await tell(.up, of: first, second)
        await tell(.down, of: first, second)
        #expect(kernel.weight(of: sorry, in: web) == 1)
    }

    @Test("a verification that cannot look says so")
    func blindVerification() async throws {
        try await start(80)
        #expect(await pools.audit(keepingOverrides: false)?.isEmpty == true)
        kernel.isUnloaded = true
        #expect(await pools.audit(keepingOverrides: false) == nil)
    }

    // MARK: Services that are not ours

    @Test("to purge all is to purge adopted services, too")
    func purgeAll() async throws {
        try await start(80)
        kernel.entries[mail] = foreign(mail)
        _ = try await pools.adopt(nil)
        #expect(try await pools.purge(nil) == [mail])
        #expect(Set(kernel.entries.keys) == [web])
    }

    @Test("what the memory cannot keep as it is cannot be adopted")
    func notAdoptable() async throws {
        try await start(80)
        kernel.entries[mail] = foreign(mail, method: .other(3))
        let error = await #expect(throws: ControlError.self) { try await self.pools.adopt([self.mail]) }
        #expect(error?.status == 409)
        #expect(error?.code == "not_adoptable")
        #expect(kernel.entries[mail] == foreign(mail, method: .other(3)))
    }

    @Test("adopting answers with what it adopted, and nothing is adopted any more after the end")
    func adoptAfterEnd() async throws {
        try await start(80)
        kernel.entries[mail] = foreign(mail)
        #expect(try await pools.adopt([mail]) == [mail])
        kernel.entries[mail] = nil
        #expect(try await pools.adopt([mail]).isEmpty)
        await pools.leave()
        let error = await #expect(throws: ControlError.self) { try await self.pools.purge([self.mail]) }
        #expect(error?.status == 409)
    }

    @Test("lvs_flush clears a table for a file without services")
    func flushWithoutServices() async throws {
        kernel.entries[mail] = foreign(mail)
        try await pools.configure([], flushing: true)
        await pools.prune(flushing: true)
        #expect(kernel.entries.isEmpty)
    }

    @Test("a file without services starts without IPVS, whatever an earlier run left there")
    func nothingNeeded() async throws {
        try await start(80)
        await pools.leave()
        kernel.isUnloaded = true
        let successor = ServicePools(
            kernel, problems: problems, events: .silent, log: log, directory: directory)
        try await successor.configure([])
        await successor.prune()
        #expect(codes.isEmpty)
        await #expect(throws: IPVSError.moduleMissing) { try await successor.configure(try self.services(80)) }
    }

    @Test("at a start everything is adopted that is as it should be: nothing is written")
    func adoptedAtStart() async throws {
        try await start(80, 25)
        await pools.leave()
        _ = kernel.takeSent()
        let successor = ServicePools(
            kernel, problems: problems, events: .silent, log: log, directory: directory)
        try await successor.configure(try services(80, 25))
        await successor.prune()
        #expect(kernel.takeSent().isEmpty)
    }
}

// What a reload leaves as it is.
extension ServicePoolsTests {
    @Test("services that stay as they are are not written again, and others are")
    func unchanged() async throws {
        try await start(80, 25)
        _ = kernel.takeSent()
        try await pools.configure(try services(80, 25) + (try services(443)))
        await pools.prune()
        #expect(Set(kernel.takeSent().map(\.service)) == [ServiceKey("TCP 192.0.2.1:443")])
    }

    @Test("services that left with the module come back with a reload that leaves them as they are")
    func unknown() async throws {
        try await start(80, 25)
        kernel.isUnloaded = true
        kernel.entries = [:]
        _ = await pools.snapshot()
        kernel.isUnloaded = false
        try await pools.configure(try services(80) + (try services(25)))
        await pools.prune()
        #expect(Set(kernel.entries.keys) == [web, mail])
    }
}

extension ServicePools {
    fileprivate init(
        _ kernel: FakeKernelTable, problems: ProblemBoard, events: EventJournal, log: RecordedLog, directory: String
    ) {
        self.init(logger: log.logger, problems: problems, events: events, runtimeDirectory: directory) {
            try TableWriter(executor: try ThreadExecutor(name: "test")) { () throws(IPVSError) in
                _ = try kernel.table()
                return kernel
            }
        }
    }
}

extension ServiceKey {
    /// A key from its description.
    fileprivate init(_ text: String) {
        let words = text.split(separator: " ")
        self = .address(.tcp, Endpoint(words[1])!)
    }
}

extension RealServerKey {
    fileprivate init(_ text: String) {
        let endpoint = Endpoint(text)!
        self.init(endpoint.address, port: endpoint.port)
    }
}
