import Deadlines
import LabScenario
import Synchronization
import Testing

/// The suites of whole scenarios, one after the other: they share one machine, and some measure its time.
@Suite("Scenarios on a kernel that has IPVS", .serialized)
enum Lab {
    private static let built = Atomic(0)

    /// 3 × advert_int + skew at 1 s and priority 100, and a generous allowance for a slow machine.
    static let failoverLimit = Nanoseconds.milliseconds(3_609) + .seconds(15)
    /// What a slow machine may add to a time that is measured.
    static let allowance = Nanoseconds.seconds(10)
    /// How much a clock read before an event and one read at it may differ.
    static let clockTolerance = Nanoseconds.milliseconds(20)
    /// How late a slow machine may send an advertisement.
    static let lateness = Nanoseconds.milliseconds(500)
    /// For whatever has no time of its own.
    static let patience = Nanoseconds.seconds(40)

    /// Builds the two-node topology, plays a scenario on it and removes everything. When the scenario throws, the
    /// daemons' logs are shown with it.
    static func play(
        realServers: Int = 0, _ scenario: (TwoNodeTopology) async throws -> Void
    ) async throws {
        let number = built.add(1, ordering: .relaxed).newValue
        let topology = try await TwoNodeTopology.build("t\(number)", realServers: realServers)
        do {
            try await scenario(topology)
        } catch {
            let logs = topology.logTails
            await topology.tearDown()
            Issue.record("\(error)\n\(logs)")
            return
        }
        await topology.tearDown()
    }

    /// The table as `ipvsadm --save --numeric` writes it, in the order of the texts.
    static func savedTable(of namespace: NetworkNamespace) async throws -> [String] {
        try await Command("ipvsadm", "--save", "--numeric", in: namespace).succeed().split(separator: "\n")
            .map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
            .sorted()
    }

    /// Waits until one node holds the addresses and the other does not.
    static func waitForMaster(_ index: Int, of topology: TwoNodeTopology, within limit: Nanoseconds = patience)
        async throws
    {
        let (master, other) = (topology.nodes[index], topology.nodes[1 - index])
        try await eventually("\(master.name) alone holds the virtual addresses", within: limit) {
            let otherHolds = try await topology.holdsAddresses(other)
            return try await topology.holdsAddresses(master) && !otherHolds
        }
    }

    /// Whether the first node's virtual address was there without a gap until the task was cancelled.
    static func watchAddress(of topology: TwoNodeTopology) -> Task<Bool, Never> {
        let namespace = topology.nodes[0].namespace
        return Task {
            while !Task.isCancelled {
                let isThere = try? await namespace.holds(TwoNodeTopology.virtualAddress, on: "front")
                if isThere == false, !Task.isCancelled { return false }
                try? await Task.sleep(for: .milliseconds(100))
            }
            return true
        }
    }
}
