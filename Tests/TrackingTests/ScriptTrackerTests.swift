import Testing
import Tracking

@Suite("Whether a script counts as good")
struct ScriptTrackerTests {
    private func run(rise: Int, fall: Int, _ results: String) -> String {
        var tracker = ScriptTracker(rise: rise, fall: fall)
        return String(
            results.map { result in
                _ = tracker.record(result == "+")
                return tracker.isGood == true ? "+" : "-"
            })
    }

    @Test(
        "the first result counts at once, later ones when there are enough in a row",
        arguments: [
            (1, 1, "+-+--", "+-+--"), (3, 1, "+-+++", "+---+"), (3, 3, "-++-+++", "------+"),
            (1, 3, "+--+---+", "+++++" + "+-+"), (2, 2, "-+-++--", "----++-"),
        ])
    func rows(rise: Int, fall: Int, results: String, expected: String) {
        #expect(run(rise: rise, fall: fall, results) == expected)
    }

    @Test("a change is told once")
    func told() {
        var tracker = ScriptTracker(rise: 2, fall: 2)
        let told = [true, false, false, false, true, true].map { tracker.record($0) }
        #expect(told == [true, false, true, false, false, true])
    }

    @Test("other numbers leave it as it is")
    func kept() {
        var tracker = ScriptTracker(rise: 1, fall: 1)
        _ = tracker.record(true)
        #expect(tracker.with(rise: 5, fall: 5).isGood == true)
    }
}
