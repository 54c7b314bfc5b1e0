import Deadlines
import Foundation
import Testing
import VRRPSimulator

/// Thousands of stories, each from a number. `VRRP_SEED=123` tells that one alone, `VRRP_SEED=1-100000` looks for more.
@Suite struct SeedTests {
    private static let range: ClosedRange<UInt64> = {
        guard let wish = ProcessInfo.processInfo.environment["VRRP_SEED"] else { return 1...5_000 }
        let bounds = wish.split(separator: "-").compactMap { UInt64($0) }
        guard let first = bounds.first, let last = bounds.last, first <= last else { return 1...5_000 }
        return first...last
    }()

    @Test("every invariant holds in every story")
    func everyStory() async {
        let broken = await withTaskGroup(of: [UInt64].self) { group in
            let workers = UInt64(ProcessInfo.processInfo.activeProcessorCount)
            for worker in 0..<workers {
                group.addTask {
                    var broken: [UInt64] = []
                    var seed = Self.range.lowerBound + worker
                    while seed <= Self.range.upperBound, broken.count < 5 {
                        if Simulation.violation(in: Plan(seed: seed)) != nil { broken.append(seed) }
                        seed += workers
                    }
                    return broken
                }
            }
            return await group.reduce(into: []) { $0 += $1 }.sorted()
        }
        for seed in broken.prefix(5) {
            let story = Simulation.story(of: Shrinker.shrink(Plan(seed: seed)))
            Issue.record("\(story.text())")
        }
        if Self.range.count == 1 { print(Simulation.story(of: Plan(seed: Self.range.lowerBound)).text(packets: .max)) }
    }
}
