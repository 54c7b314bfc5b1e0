import BenchFigures
import Testing

@Suite("Allocation budgets")
struct AllocationBudgetsTests {
    @Test("what keeps its budget is no excess")
    func within() {
        #expect(AllocationBudgets(["encode": 1, "decode": 2]).excesses(of: ["encode": 1, "decode": 0.5]).isEmpty)
    }

    @Test("more than the budget, no budget, and a budget for nothing are excesses, by name")
    func beyond() {
        let excesses = AllocationBudgets(["encode": 1, "unmeasured": 2]).excesses(of: ["encode": 1.5, "new": 0])
        #expect(
            excesses.map(\.description) == [
                "encode: 1.5 allocations each, the budget is 1.0", "new: 0.0 allocations each, and no budget",
                "unmeasured: has a budget and was not measured",
            ])
    }
}
