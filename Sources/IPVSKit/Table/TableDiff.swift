/// What has to change for the kernel's table to become the wanted one.
///
/// Services are never removed to be made again: a removed real server stays on a list in the kernel for minutes, and
/// each one added has to be looked for there, so that rebuilding a large table takes minutes. For the same reason all
/// additions come before all removals. The order of the steps:
///
/// 1. edit to weight 0, where the service keeps another real server that takes new connections
/// 2. add services, each followed by its real servers
/// 3. edit services
/// 4. add real servers to services that were there
/// 5. edit real servers
/// 6. edit to weight 0, where the service would have had nobody left any earlier
/// 7. remove real servers
/// 8. remove services; the kernel removes their real servers with them, so those have no steps of their own
///
/// and within each kind by key. So a server that is to drain gets no new connections while the rest of a long plan
/// runs, and a service that has servers before and after the plan has one after each of its steps.
public enum TableDiff {
    /// The plan from one table to the other; empty where nothing has to change.
    ///
    /// - Parameters:
    ///   - kernel: what is there
    ///   - wanted: what should be there. All real servers under a wanted service belong to it: others are removed.
    ///   - owned: whether a service that is not wanted may be removed; the others are foreign and left alone
    public static func plan(from kernel: Table, to wanted: Table, owned: (ServiceKey) -> Bool) -> Plan {
        var steps = Steps()
        forEachPair(kernel.entries, wanted.entries, by: \.service.key) { present, wanted in
            switch (present, wanted) {
            case (let present?, let wanted?): steps.change(present, to: wanted)
            case (nil, let wanted?): steps.newServices.append(wanted)
            case (let present?, nil):
                if owned(present.service.key) { steps.removeServices.append(.removeService(present.service.key)) }
            case (nil, nil): break
            }
        }
        return steps.inOrder
    }

    /// The steps by kind.
    private struct Steps {
        var quiesceFirst: [PlanStep] = []
        var newServices: [TableEntry] = []
        var editServices: [PlanStep] = []
        var addRealServers: [PlanStep] = []
        var editRealServers: [PlanStep] = []
        var quiesceLast: [PlanStep] = []
        var removeRealServers: [PlanStep] = []
        var removeServices: [PlanStep] = []

        var inOrder: Plan {
            Plan(parts: [
                .steps(quiesceFirst), .newServices(newServices), .steps(editServices), .steps(addRealServers),
                .steps(editRealServers), .steps(quiesceLast), .steps(removeRealServers), .steps(removeServices),
            ])
        }

        mutating func change(_ present: TableEntry, to wanted: TableEntry) {
            let service = wanted.service.key
            if present.service != wanted.service { editServices.append(.editService(wanted.service)) }
            guard present.realServers != wanted.realServers else { return }
            var quiesced: [PlanStep] = []
            var keepsServing = false
            forEachPair(present.realServers, wanted.realServers, by: \.key) { present, wanted in
                switch (present, wanted) {
                case (let present?, let wanted?):
                    if present.weight > 0, wanted.weight > 0 { keepsServing = true }
                    guard present != wanted else { break }
                    if present.weight > 0, wanted.weight == 0 {
                        quiesced.append(.editRealServer(wanted, of: service))
                    } else {
                        editRealServers.append(.editRealServer(wanted, of: service))
                    }
                case (nil, let wanted?): addRealServers.append(.addRealServer(wanted, to: service))
                case (let present?, nil): removeRealServers.append(.removeRealServer(present.key, from: service))
                case (nil, nil): break
                }
            }
            if keepsServing { quiesceFirst += quiesced } else { quiesceLast += quiesced }
        }
    }

    /// Walks over two sorted lists side by side; elements with the same key come together.
    private static func forEachPair<Element, Key: Comparable>(
        _ left: [Element], _ right: [Element], by key: (Element) -> Key, _ body: (Element?, Element?) -> Void
    ) {
        var (leftIndex, rightIndex) = (left.startIndex, right.startIndex)
        while leftIndex < left.endIndex || rightIndex < right.endIndex {
            let leftElement = leftIndex < left.endIndex ? left[leftIndex] : nil
            let rightElement = rightIndex < right.endIndex ? right[rightIndex] : nil
            let leftKey = leftElement.map(key)
            let rightKey = rightElement.map(key)
            let takesLeft = rightKey.map { other in leftKey.map { $0 <= other } ?? false } ?? true
            let takesRight = leftKey.map { other in rightKey.map { $0 <= other } ?? false } ?? true
            body(takesLeft ? leftElement : nil, takesRight ? rightElement : nil)
            if takesLeft { leftIndex += 1 }
            if takesRight { rightIndex += 1 }
        }
    }
}
