/// Which checks of a real server go on as which when its list changes: one that asks the same goes on, wherever it
/// stands among the others now.
package struct CheckSuccession: Hashable, Sendable {
    /// For each new check the place of the old one that it goes on from; nil for one that starts anew.
    package let predecessors: [Int?]

    /// - Parameters:
    ///   - old: the checks of one real server
    ///   - new: those that it gets
    package init(from old: [CheckSpecification], to new: [CheckSpecification]) {
        var free = Set(old.indices)
        var predecessors = [Int?](repeating: nil, count: new.count)
        // Of several that ask the same, each keeps its place where it can.
        for (place, check) in new.enumerated() where old.indices.contains(place) && old[place].asksTheSame(as: check) {
            predecessors[place] = place
            free.remove(place)
        }
        for (place, check) in new.enumerated() where predecessors[place] == nil {
            guard let found = old.indices.first(where: { free.contains($0) && old[$0].asksTheSame(as: check) }) else {
                continue
            }
            predecessors[place] = found
            free.remove(found)
        }
        self.predecessors = predecessors
    }
}
