import Addresses
import Deadlines
import Testing
import VRRPEngine

/// Elections between two routers, every time exact.
@Suite struct TwoRouterTests {
    private func duel(_ first: UInt8, _ second: UInt8, version: VRRPVersion = .v3, preempt: Bool = true) -> Duel {
        var duel = Duel([
            Samples.settings(priority: first, version: version, preempt: preempt),
            Samples.settings(priority: second, version: version, preempt: preempt),
        ])
        duel.start(0)
        duel.start(1)
        return duel
    }

    @Test(
        "the higher priority wins the first election after its own master down interval",
        arguments: VRRPVersion.allCases)
    func election(version: VRRPVersion) {
        var duel = duel(200, 100, version: version)
        duel.run(for: .seconds(10))
        #expect(duel.story.last == Duel.Step(at: Nanoseconds(3_218_750_000), router: 0, to: .master))
        #expect(duel.states == [.master, .backup])
        #expect(duel.holders == [0])
        #expect(duel.adverts.map(\.router) == Array(repeating: 0, count: 7))
    }

    @Test("a killed master is followed exactly a master down interval after its last advertisement")
    func kill() {
        var duel = duel(200, 100)
        duel.run(for: .seconds(10))
        let last = duel.adverts[duel.adverts.count - 1].at
        duel.kill(0)
        duel.run(for: .seconds(10))
        #expect(duel.story.last == Duel.Step(at: last + Nanoseconds(3_609_375_000), router: 1, to: .master))
        #expect(duel.holders == [1])
    }

    @Test("a recovered router of higher priority takes over after its own master down interval")
    func recover() {
        var duel = duel(200, 100)
        duel.run(for: .seconds(10))
        duel.kill(0)
        duel.run(for: .seconds(10))
        let back = duel.elapsed
        duel.revive(0)
        duel.run(for: .seconds(10))
        #expect(
            Array(duel.story.suffix(2)) == [
                Duel.Step(at: back + Nanoseconds(3_218_750_000), router: 1, to: .backup),
                Duel.Step(at: back + Nanoseconds(3_218_750_000), router: 0, to: .master),
            ])
        #expect(duel.holders == [0])
    }

    @Test("without preemption the recovered router stays a backup")
    func recoverWithoutPreemption() {
        var duel = duel(200, 100, preempt: false)
        duel.run(for: .seconds(10))
        duel.kill(0)
        duel.run(for: .seconds(10))
        duel.revive(0)
        duel.run(for: .seconds(60))
        #expect(duel.states == [.backup, .master])
    }

    @Test("a master that stops is followed after the skew time", arguments: VRRPVersion.allCases)
    func stop(version: VRRPVersion) {
        var duel = duel(200, 100, version: version)
        duel.run(for: .milliseconds(10_500))
        duel.stop(0)
        #expect(duel.adverts.last?.priority == 0)
        #expect(duel.holders == [])
        duel.run(for: .seconds(1))
        #expect(duel.story.last == Duel.Step(at: Nanoseconds(11_109_375_000), router: 1, to: .master))
        #expect(duel.holders == [1])
    }

    @Test("VR-56: of two equal priorities the first to become master stays so")
    func equalPriorities() {
        var duel = duel(100, 100)
        duel.run(for: .seconds(60))
        #expect(duel.states == [.master, .backup])
        #expect(duel.story.filter { $0.to == .master }.count == 1)
    }

    @Test("VR-58, VR-60: two masters of equal priority meet: the greater address stays, and only it")
    func equalPrioritiesMeet() {
        var duel = duel(100, 100)
        duel.isCut = true
        duel.run(for: .milliseconds(10_500))
        #expect(duel.holders == [0, 1])
        duel.isCut = false
        duel.run(for: .seconds(1))
        // The first to speak after the link heals is answered at once.
        #expect(duel.story.last == Duel.Step(at: Nanoseconds(10_609_375_000), router: 0, to: .backup))
        #expect(duel.holders == [1])
    }

    @Test("VR-57: two masters meet: the lower priority yields at the other's next advertisement, addresses first")
    func differentPrioritiesMeet() {
        var duel = duel(200, 100)
        duel.isCut = true
        duel.run(for: .milliseconds(10_500))
        #expect(duel.holders == [0, 1])
        duel.isCut = false
        duel.run(for: .seconds(1))
        #expect(duel.story.last == Duel.Step(at: Nanoseconds(10_609_375_000), router: 1, to: .backup))
        #expect(duel.holders == [0])
    }

    @Test("VR-65: a backup that stops changes nothing")
    func backupStops() {
        var duel = duel(200, 100)
        duel.run(for: .seconds(10))
        duel.stop(1)
        duel.run(for: .seconds(10))
        #expect(duel.states == [.master, .initialize])
        #expect(duel.adverts.allSatisfy { $0.router == 0 && $0.priority == 200 })
    }

    @Test(
        "through any sequence of failures there is one master after three intervals and a skew",
        arguments: 1...20 as ClosedRange<UInt64>)
    func alwaysOneMaster(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var duel = duel(
            UInt8.random(in: 1...254, using: &generator), UInt8.random(in: 1...254, using: &generator),
            preempt: Bool.random(using: &generator))
        var alive = [true, true]
        for _ in 0..<200 {
            let index = Int.random(in: 0...1, using: &generator)
            if alive[index] { duel.kill(index) } else { duel.revive(index) }
            alive[index].toggle()
            duel.run(for: Nanoseconds(Int64.random(in: 4_000_000_000...9_000_000_000, using: &generator)))
            #expect(duel.holders.count == (alive.contains(true) ? 1 : 0))
        }
    }
}
