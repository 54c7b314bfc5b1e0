import BenchFigures
import Testing

@Suite("Figures")
struct FigureTests {
    @Test("the ratio is ours divided by what it is compared with")
    func ratio() {
        #expect(Figure("fill", services: 10, 3, against: .init("raw", 2)).ratio == 1.5)
        #expect(Figure("fill", services: 10, nil, against: .init("raw", 2)).ratio == nil)
        #expect(Figure("fill", services: 10, 3, against: .init("raw", 0)).ratio == nil)
    }

    @Test(
        "a goal is met when every bound is kept",
        arguments: [
            (0.5, 10.0, true), (0.8, 8, true), (0.9, 10, false), (0.5, 4, false), (0.9, 4, false),
        ])
    func goal(ours: Double, theirs: Double, isMet: Bool) {
        let goal = Goal(ratio: 0.1, value: 0.8)
        #expect(Figure("start", services: 10, ours, against: .init("keepalived", theirs), goal: goal).isMet == isMet)
    }

    @Test("what was not seen and what has no goal is not judged")
    func unjudged() {
        #expect(Figure("writes", services: 10, nil, .writes, goal: Goal(value: 0)).isMet == nil)
        #expect(Figure("read", services: 10, 1, goal: Goal(ratio: 2)).isMet == nil)
        #expect(Figure("read", services: 10, 1).isMet == nil)
        #expect(Figure("writes", services: 10, 0, .writes, goal: Goal(value: 0)).isMet == true)
    }

    @Test("growth is taken from the smallest to the largest size of the same work, of times only")
    func growth() throws {
        let growths = Growth.all(in: [
            Figure("fill", services: 10_000, 2.4), Figure("fill", services: 1_000, 0.2),
            Figure("memory", services: 1_000, 20, .megabytes), Figure("memory", services: 10_000, 40, .megabytes),
            Figure("stop", services: 1_000, 0.1), Figure("unseen", services: 1_000, nil),
            Figure("unseen", services: 10_000, 1),
        ])
        let growth = try #require(growths.first)
        #expect(growths.count == 1)
        #expect(growth.work == "fill")
        #expect(growth.from == 1_000)
        #expect(growth.to == 10_000)
        #expect(abs(growth.factor - 12) < 0.001)
        #expect(growth.isLinear)
    }

    @Test("ten times the table in a hundred times the time is not linear")
    func quadratic() {
        let growths = Growth.all(in: [Figure("fill", services: 1_000, 0.1), Figure("fill", services: 10_000, 10)])
        #expect(growths.map(\.isLinear) == [false])
    }

    @Test("what the kernel itself grows beyond its table does not count, what keepalived does counts")
    func kernelsGrowth() {
        func growth(against name: String) -> Growth? {
            Growth.all(in: [
                Figure("read", services: 1_000, 0.1, against: .init(name, 0.1)),
                Figure("read", services: 10_000, 2, against: .init(name, 1.6)),
            ]).first
        }
        #expect(growth(against: "raw")?.isLinear == true)
        #expect(growth(against: "keepalived")?.isLinear == false)
    }

    @Test("the table shows both values, their ratio, the goal and whether it is met")
    func table() {
        let text = FigureTable([
            Figure(
                "start", services: 1_000, 0.0805, against: .init("keepalived", 1.05), goal: Goal(ratio: 0.1, value: 0.8)
            ),
            Figure(
                "memory", services: 1_000, 64.04, .megabytes, against: .init("keepalived", 32.02), goal: Goal(ratio: 1)),
            Figure("writes", services: 1_000, nil, .writes, goal: Goal(value: 0)),
        ]).description
        #expect(
            text == """
                work    table    ours      compared with       ratio   goal
                start   1000×10  0.081 s   keepalived 1.050 s  1/13.0  ≤ 1/10.0, ≤ 0.800 s  met
                memory  1000×10  64.0 MB   keepalived 32.0 MB  2.00    ≤ 1.00               NOT MET
                writes  1000×10  not seen                              ≤ 0 writes

                """)
    }

    @Test("growth stands below the figures")
    func growthTable() {
        let text = FigureTable([Figure("fill", services: 1_000, 0.1), Figure("fill", services: 10_000, 2)]).description
        #expect(text.hasSuffix("fill    1000×10  10000×10  ×20.0                  NOT LINEAR\n"))
    }
}
