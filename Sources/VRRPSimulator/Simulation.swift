import Deadlines

/// Runs a plan under the eyes of a judge.
package enum Simulation {
    /// What came of a plan: nil where every invariant held.
    package static func violation(in plan: Plan) -> Violation? {
        var world = World(plan)
        var judge = Judge(plan)
        run(&world, &judge) { _ in }
        return judge.violation
    }

    /// The same with the story of it.
    package static func story(of plan: Plan) -> Story {
        var world = World(plan)
        var judge = Judge(plan)
        var story = Story(plan)
        run(&world, &judge) { story.note($0) }
        story.violation = judge.violation
        return story
    }

    private static func run(_ world: inout World, _ judge: inout Judge, _ watch: (World) -> Void) {
        while let next = world.nextTime() {
            judge.judgeWait(until: next, in: world)
            guard judge.violation == nil else { return }
            world.step()
            watch(world)
            judge.judgeStep(of: world)
            guard judge.violation == nil else { return }
        }
        judge.judgeWait(until: .zero + world.plan.end, in: world)
    }
}
