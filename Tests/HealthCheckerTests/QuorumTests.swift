import Deadlines
import HealthChecker
import Testing

@Suite("Quorum and hysteresis")
struct QuorumTests {
    private func quorum(_ quorum: Int, _ hysteresis: Int, weights: [Int], inService: [Int]? = nil) -> Quorum {
        Quorum(quorum: quorum, hysteresis: hysteresis, configuredWeights: weights, inService: inService ?? weights)
    }

    @Test("keepalived 3.12: it starts up with quorum + hysteresis in service, else down")
    func start() {
        #expect(quorum(3, 1, weights: [1, 1, 1, 1]).isUp)
        #expect(!quorum(3, 1, weights: [1, 1, 1, 1], inService: [1, 1, 1]).isUp)
    }

    @Test("keepalived 3.12: it is lost below quorum - hysteresis and regained at quorum + hysteresis")
    func hysteresis() {
        var quorum = quorum(3, 1, weights: [1, 1, 1, 1])
        #expect(quorum.update(inService: [1, 1, 1]) == nil)
        #expect(quorum.update(inService: [1, 1]) == nil)
        #expect(quorum.update(inService: [1]) == false)
        #expect(quorum.update(inService: [1, 1]) == nil)
        #expect(quorum.update(inService: [1, 1, 1]) == nil)
        #expect(!quorum.isUp)
        #expect(quorum.update(inService: [1, 1, 1, 1]) == true)
        #expect(quorum.have == 4)
    }

    @Test("a reload keeps the quorum's state within the hysteresis band and follows the rule outside of it")
    func predecessor() {
        func reloaded(wasUp: Bool?, inService: [Int], hysteresis: Int = 1) -> Bool {
            Quorum(
                quorum: 3, hysteresis: hysteresis, configuredWeights: [1, 1, 1, 1], inService: inService, wasUp: wasUp
            ).isUp
        }
        for band in [[1, 1], [1, 1, 1]] {
            #expect(reloaded(wasUp: true, inService: band))
            #expect(!reloaded(wasUp: false, inService: band))
            #expect(!reloaded(wasUp: nil, inService: band))
        }
        for wasUp in [true, false, nil] {
            #expect(reloaded(wasUp: wasUp, inService: [1, 1, 1, 1]))
            #expect(!reloaded(wasUp: wasUp, inService: [1]))
        }
        // The band is the new configuration's.
        #expect(!reloaded(wasUp: true, inService: [1, 1], hysteresis: 0))
        #expect(reloaded(wasUp: false, inService: [1, 1, 1], hysteresis: 0))
    }

    @Test("keepalived 3.12: nothing in service loses it, and one server regains the default quorum of 1")
    func defaults() {
        var quorum = quorum(1, 0, weights: [5, 5])
        #expect(quorum.update(inService: [5]) == nil)
        #expect(quorum.update(inService: []) == false)
        #expect(quorum.update(inService: []) == nil)
        #expect(quorum.update(inService: [5]) == true)
    }

    @Test("keepalived 3.12: a server up with weight 0 or less adds nothing")
    func weightless() {
        var quorum = quorum(1, 0, weights: [1, 1])
        #expect(quorum.update(inService: [0, -7]) == false)
        #expect(quorum.update(inService: [2, -7]) == true)
        #expect(quorum.have == 2)
    }

    @Test(
        "keepalived 3.13: a quorum above all weights is cut to them, hysteresis to less than the quorum, and both are told"
    )
    func cuts() {
        let cut = quorum(10, 10, weights: [1, 2])
        #expect(cut.quorum == 3)
        #expect(cut.hysteresis == 2)
        #expect(
            cut.adjustments == [
                .quorumCut(from: 10, to: 3), .hysteresisCut(from: 10, to: 2), .neverRegained(needed: 5, weights: 3),
            ])
        #expect(cut.adjustments.allSatisfy { !$0.description.isEmpty })
    }

    @Test("keepalived 3.13: with all weights 0 nothing wraps: the quorum stays 1 and is not reached")
    func allZero() {
        var quorum = quorum(1, 0, weights: [0, 0])
        #expect(quorum.quorum == 1)
        #expect(quorum.hysteresis == 0)
        #expect(!quorum.isUp)
        #expect(quorum.update(inService: [0, 0]) == nil)
        #expect(quorum.update(inService: [3]) == true)
    }

    @Test(
        "no numbers make it trap or wrap, the thresholds hold for all of them, and a reload changes nothing",
        arguments: 0..<64 as Range<UInt64>)
    func randomNumbers(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let interesting = [Int.min, -1, 0, 1, 2, 3, 100, Int(Int32.max), Int.max - 1, Int.max]
        func pick() -> Int { interesting.randomElement(using: &generator) ?? 0 }
        for _ in 0..<50 {
            let weights = (0..<Int.random(in: 0...4, using: &generator)).map { _ in pick() }
            let configured = (quorum: pick(), hysteresis: pick())
            var quorum = Quorum(
                quorum: configured.quorum, hysteresis: configured.hysteresis, configuredWeights: weights,
                inService: weights)
            #expect(quorum.quorum >= 1)
            #expect(quorum.hysteresis >= 0 && quorum.hysteresis < quorum.quorum)
            for _ in 0..<20 {
                let wasUp = quorum.isUp
                let inService = (0..<3).map { _ in pick() }
                let change = quorum.update(inService: inService)
                #expect(change == (quorum.isUp == wasUp ? nil : quorum.isUp))
                if quorum.isUp { #expect(quorum.have > 0) }
                if !quorum.isUp, wasUp { #expect(quorum.have < quorum.quorum) }
                if quorum.isUp, !wasUp { #expect(quorum.have >= quorum.quorum) }
                let reloaded = Quorum(
                    quorum: configured.quorum, hysteresis: configured.hysteresis, configuredWeights: weights,
                    inService: inService, wasUp: quorum.isUp)
                #expect(reloaded == quorum)
            }
        }
    }
}
