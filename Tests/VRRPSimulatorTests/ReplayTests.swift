import Deadlines
import Testing
import VRRPSimulator

/// One seed is one story, byte for byte.
@Suite struct ReplayTests {
    /// Every packet of a hundred stories.
    static func digest() -> UInt64 {
        var hash = StableHash()
        for seed in UInt64(1)...100 { hash.combine(Simulation.story(of: Plan(seed: seed)).text(packets: .max)) }
        return hash.value
    }

    @Test("a seed tells the same story twice")
    func twice() {
        #expect(Self.digest() == Self.digest())
    }

    @Test("a seed tells the same story in another process, which hashes its dictionaries and sets differently")
    func inAnotherProcess() async throws {
        let child = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            print("digest \(ReplayTests.digest())")
        }
        let output = String(decoding: try #require(child).standardOutputContent, as: UTF8.self)
        #expect(output.contains("digest \(Self.digest())"))
    }

    @Test("the seed is part of the story's text, so that it can be told again")
    func namesItsSeed() {
        #expect(Simulation.story(of: Plan(seed: 4711)).text().hasPrefix("seed 4711:"))
    }
}
