/// Leaves faults out of a plan for as long as the same invariant is still broken.
package enum Shrinker {
    package static func shrink(_ plan: Plan) -> Plan {
        guard let wanted = Simulation.violation(in: plan)?.invariant else { return plan }
        var smallest = plan
        var place = 0
        while place < smallest.faults.count {
            var candidate = smallest
            candidate.faults.remove(at: place)
            if Simulation.violation(in: candidate)?.invariant == wanted {
                smallest = candidate
                place = 0
            } else {
                place += 1
            }
        }
        return smallest
    }
}
