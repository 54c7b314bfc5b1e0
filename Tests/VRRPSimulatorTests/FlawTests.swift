import Deadlines
import Testing
import VRRPSimulator

/// Nodes that break the protocol on purpose: each invariant sees what it is there for.
@Suite struct FlawTests {
    static let watchers: [(flaw: Flaw, invariant: Invariant)] = [
        (.deafMasters, .oneMaster),
        (.patientBackups, .takeoverInTime),
        (.preemptsUnasked, .noPreemption),
        (.neverPreempts, .bestMaster),
        (.wrongPriority, .takeoverInTime),
        (.learnsNothing, .takeoverInTime),
        (.forgetsToRelease, .addressesOnlyAtMaster),
        (.dropsLeftovers, .restartKeepsAddresses),
        (.keepsLeftovers, .addressesOnlyAtMaster),
        (.forgetsToCarry, .orderOfTakeover),
        (.forgetsToRefresh, .masterCarriesAddresses),
        (.immortalAddresses, .addressesExpire),
        (.lateAdvertisements, .advertisesInTime),
        (.talkativeBackups, .onlyMastersSpeak),
        (.leavesSilently, .farewell),
        (.announcesFirst, .orderOfTakeover),
        (.announcesOnce, .winnerAnnounces),
        (.humbleMasters, .yieldsInOrder),
        (.splitsGroups, .groupTogether),
        (.shyMasters, .someMaster),
        (.restlessMasters, .noFlapping),
        (.missedDeadlines, .deadlineMoves),
    ]

    /// The invariants that seeds break with a flaw, until the wanted one is among them.
    private func broken(by flaw: Flaw, until wanted: Invariant) -> Set<Invariant> {
        var broken: Set<Invariant> = []
        for seed in UInt64(1)...2_000 {
            var plan = Plan(seed: seed)
            plan.flaw = flaw
            guard let violation = Simulation.violation(in: plan) else { continue }
            broken.insert(violation.invariant)
            if violation.invariant == wanted { break }
        }
        return broken
    }

    @Test("a node with this flaw is found out", arguments: watchers)
    func isFound(flaw: Flaw, invariant: Invariant) {
        #expect(broken(by: flaw, until: invariant).contains(invariant))
    }

    @Test("every flaw and every invariant has its test")
    func isComplete() {
        #expect(Set(Self.watchers.map(\.flaw)) == Set(Flaw.allCases))
        #expect(Set(Self.watchers.map(\.invariant)) == Set(Invariant.allCases))
    }

    @Test("a story that breaks an invariant shrinks to the faults it takes, and breaks the same one")
    func shrinks() throws {
        let broken = (UInt64(1)...500).lazy.compactMap { seed -> Plan? in
            var plan = Plan(seed: seed)
            plan.flaw = .forgetsToRelease
            return plan.faults.count > 4 && Simulation.violation(in: plan) != nil ? plan : nil
        }
        let plan = try #require(broken.first)
        let shrunk = Shrinker.shrink(plan)
        #expect(shrunk.faults.count < plan.faults.count)
        #expect(Simulation.violation(in: shrunk)?.invariant == Simulation.violation(in: plan)?.invariant)
        #expect(Simulation.story(of: shrunk).text().contains("BROKEN"))
    }
}
