/// How often memory may be asked for, for each row of a table: a budget for each kind of work, as in
///
///     {"encode a plan": 0.5}
package struct AllocationBudgets: Hashable, Sendable {
    /// Work that took more than it may, or for which there is no budget, or a budget without work.
    package struct Excess: Hashable, Sendable, CustomStringConvertible {
        package let work: String
        package let found: Double?
        package let budget: Double?

        package var description: String {
            switch (found, budget) {
            case (let found?, let budget?): "\(work): \(found) allocations each, the budget is \(budget)"
            case (let found?, nil): "\(work): \(found) allocations each, and no budget"
            case (nil, _): "\(work): has a budget and was not measured"
            }
        }
    }

    package let budgets: [String: Double]

    package init(_ budgets: [String: Double]) {
        self.budgets = budgets
    }

    /// What is not within its budget, by name.
    package func excesses(of measured: [String: Double]) -> [Excess] {
        Set(budgets.keys).union(measured.keys).sorted().compactMap { work in
            if let found = measured[work], let budget = budgets[work], found <= budget { return nil }
            return Excess(work: work, found: measured[work], budget: budgets[work])
        }
    }
}
