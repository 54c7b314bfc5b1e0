import Addresses
import IPVSKit
import Testing

/// The kernel's rules for one table, strict: a step that the kernel would refuse is an error.
private struct StrictKernel {
    struct Refused: Error {
        let step: PlanStep
    }

    private var services: [ServiceKey: (service: VirtualService, realServers: [RealServerKey: RealServer])] = [:]

    init(_ table: Table) {
        for entry in table.entries {
            var realServers: [RealServerKey: RealServer] = [:]
            for server in entry.realServers { realServers[server.key] = server }
            services[entry.service.key] = (entry.service, realServers)
        }
    }

    var table: Table {
        Table(services.values.map { TableEntry($0.service, realServers: Array($0.realServers.values)) })
    }

    mutating func run(_ step: PlanStep) throws {
        let isThere = services[step.service] != nil
        let hasServer = step.realServer.map { services[step.service]?.realServers[$0] != nil } ?? false
        switch step {
        case .addService(let service):
            guard !isThere else { throw Refused(step: step) }
            services[service.key] = (service, [:])
        case .editService(let service):
            guard isThere else { throw Refused(step: step) }
            services[service.key]?.service = service
        case .addRealServer(let server, let key):
            guard isThere, !hasServer else { throw Refused(step: step) }
            services[key]?.realServers[server.key] = server
        case .editRealServer(let server, let key):
            guard isThere, hasServer else { throw Refused(step: step) }
            services[key]?.realServers[server.key] = server
        case .removeRealServer(let server, let key):
            guard isThere, hasServer else { throw Refused(step: step) }
            services[key]?.realServers[server] = nil
        case .removeService(let key):
            guard isThere else { throw Refused(step: step) }
            services[key] = nil
        }
    }
}

extension PlanStep {
    /// Whether the step brings something into the table, and whether it takes something out.
    fileprivate var isAddition: Bool {
        switch self {
        case .addService, .addRealServer: true
        case .editService, .editRealServer, .removeRealServer, .removeService: false
        }
    }

    fileprivate var isRemoval: Bool {
        switch self {
        case .removeRealServer, .removeService: true
        case .addService, .addRealServer, .editService, .editRealServer: false
        }
    }
}

extension Table {
    /// Whether a service has a real server that takes new connections.
    fileprivate func serves(_ key: ServiceKey) -> Bool {
        self[key]?.realServers.contains { $0.weight > 0 } ?? false
    }
}

@Suite("table differences")
struct TableDiffTests {
    private static let seeds = UInt64(0)..<300

    @Test("a plan turns any table into any other, and no step of it is refused", arguments: seeds)
    func reachesWanted(seed: UInt64) throws {
        var samples = Samples(seed: seed)
        let (kernel, wanted) = (samples.table(), samples.table())
        let plan = TableDiff.plan(from: kernel, to: wanted) { _ in true }
        var model = StrictKernel(kernel)
        for step in plan.steps { try model.run(step) }
        #expect(model.table == wanted)
        #expect(kernel.applying(plan) == wanted)
    }

    @Test("a table needs no plan to stay what it is", arguments: seeds)
    func nothingToDo(seed: UInt64) {
        var samples = Samples(seed: seed)
        let table = samples.table()
        #expect(TableDiff.plan(from: table, to: table) { _ in true }.isEmpty)
    }

    @Test("every addition comes before every removal", arguments: seeds)
    func addsBeforeRemovals(seed: UInt64) throws {
        var samples = Samples(seed: seed)
        let plan = TableDiff.plan(from: samples.table(), to: samples.table()) { _ in true }
        let lastAddition = plan.steps.lastIndex(where: \.isAddition) ?? -1
        let firstRemoval = plan.steps.firstIndex(where: \.isRemoval) ?? plan.steps.endIndex
        #expect(lastAddition < firstRemoval)
    }

    @Test("a new service is followed by its real servers at once", arguments: seeds)
    func newServiceWithItsServers(seed: UInt64) throws {
        var samples = Samples(seed: seed)
        let (kernel, wanted) = (samples.table(), samples.table())
        let steps = TableDiff.plan(from: kernel, to: wanted) { _ in true }.steps
        for (index, step) in steps.enumerated() {
            guard case .addService(let service) = step else { continue }
            let servers = try #require(wanted[service.key]).realServers
            #expect(
                Array(steps[(index + 1)...].prefix(servers.count))
                    == servers.map { .addRealServer($0, to: service.key) })
        }
    }

    @Test("a service with a server before and after a plan has one after each of its steps", arguments: seeds)
    func neverEmpty(seed: UInt64) throws {
        var samples = Samples(seed: seed)
        let (kernel, wanted) = (samples.table(), samples.table())
        let serving = wanted.entries.map(\.service.key).filter { kernel.serves($0) && wanted.serves($0) }
        var model = StrictKernel(kernel)
        for step in TableDiff.plan(from: kernel, to: wanted, owned: { _ in true }).steps {
            try model.run(step)
            let table = model.table
            for key in serving { #expect(table.serves(key), "\(key) is empty after \(step)") }
        }
    }

    @Test("a server that is to drain gets weight 0 before anything else is done, unless it is the last that serves")
    func quiescesFirst() throws {
        let (key, other) = (ServiceKey.firewallMark(1, .ipv4), ServiceKey.firewallMark(2, .ipv4))
        let servers = (1...3).map { number in
            RealServer(RealServerKey(.v4(IPv4Address(10, 0, 0, UInt8(number))), port: 80), method: .nat, weight: 1)
        }
        func quiesced(_ server: RealServer) -> RealServer {
            RealServer(server.key, method: .nat, weight: 0)
        }
        let service = VirtualService(key, scheduler: .roundRobin)
        let newcomer = VirtualService(other, scheduler: .roundRobin)
        let kernel = Table([TableEntry(service, realServers: [servers[0], servers[1]])])

        let oneStays = Table([
            TableEntry(service, realServers: [quiesced(servers[0]), servers[1], servers[2]]), TableEntry(newcomer),
        ])
        #expect(
            TableDiff.plan(from: kernel, to: oneStays) { _ in true }.steps == [
                .editRealServer(quiesced(servers[0]), of: key), .addService(newcomer),
                .addRealServer(servers[2], to: key),
            ])
        let allDrain = Table([
            TableEntry(service, realServers: [quiesced(servers[0]), quiesced(servers[1]), servers[2]])
        ])
        #expect(
            TableDiff.plan(from: kernel, to: allDrain) { _ in true }.steps == [
                .addRealServer(servers[2], to: key), .editRealServer(quiesced(servers[0]), of: key),
                .editRealServer(quiesced(servers[1]), of: key),
            ])
    }

    @Test("two plans for the same tables are the same", arguments: seeds)
    func deterministic(seed: UInt64) {
        var (first, second) = (Samples(seed: seed), Samples(seed: seed))
        #expect(
            TableDiff.plan(from: first.table(), to: first.table()) { _ in true }
                == TableDiff.plan(from: second.table(), to: second.table()) { _ in true })
    }

    @Test("a service that stays is never removed and added again", arguments: seeds)
    func neverRebuilt(seed: UInt64) {
        var samples = Samples(seed: seed)
        let plan = TableDiff.plan(from: samples.table(), to: samples.table()) { _ in true }
        var removed: Set<ServiceKey> = []
        var added: Set<ServiceKey> = []
        for step in plan.steps {
            if case .removeService(let key) = step { removed.insert(key) }
            if case .addService(let service) = step { added.insert(service.key) }
        }
        #expect(removed.isDisjoint(with: added))
        // The kernel removes real servers with their service.
        for case .removeRealServer(_, let key) in plan.steps { #expect(!removed.contains(key)) }
    }

    @Test("services that are not ours stay untouched", arguments: seeds)
    func foreign(seed: UInt64) {
        var samples = Samples(seed: seed)
        let (kernel, wanted) = (samples.table(), samples.table())
        let isOurs = { (key: ServiceKey) in key.family == .ipv4 }
        let plan = TableDiff.plan(from: kernel, to: wanted, owned: isOurs)
        let foreign = kernel.filter { !isOurs($0) && wanted[$0] == nil }
        #expect(plan.steps.allSatisfy { foreign[$0.service] == nil })
        #expect(kernel.applying(plan) == Table(wanted.entries + foreign.entries))
    }

    @Test("a wanted service is made ours, with all its real servers, even if somebody else added it")
    func adopts() throws {
        let key = ServiceKey.address(.tcp, try #require(Endpoint("192.0.2.1:80")))
        let stranger = RealServer(RealServerKey(.v4(.loopback), port: 1), method: .nat)
        let kernel = Table([TableEntry(VirtualService(key, scheduler: .roundRobin), realServers: [stranger])])
        let wanted = Table([TableEntry(VirtualService(key, scheduler: .weightedLeastConnection))])
        let plan = TableDiff.plan(from: kernel, to: wanted) { _ in false }
        #expect(
            plan.steps == [
                .editService(VirtualService(key, scheduler: .weightedLeastConnection)),
                .removeRealServer(stranger.key, from: key),
            ])
    }

    @Test("a changed real server is edited in place, whatever changed", arguments: 0..<5)
    func editsInPlace(change: Int) throws {
        let key = ServiceKey.firewallMark(1, .ipv4)
        let server = RealServer(RealServerKey(.v4(.loopback), port: 1), method: .tunnel)
        var changed = server
        switch change {
        case 0: changed.method = .direct
        case 1: changed.weight = 0
        case 2: changed.upperThreshold = 5
        case 3: changed.lowerThreshold = 5
        default: changed.tunnel = .gre(.none)
        }
        let service = VirtualService(key, scheduler: .roundRobin)
        let plan = TableDiff.plan(
            from: Table([TableEntry(service, realServers: [server])]),
            to: Table([TableEntry(service, realServers: [changed])])
        ) { _ in true }
        #expect(plan.steps == [.editRealServer(changed, of: key)])
    }
}
