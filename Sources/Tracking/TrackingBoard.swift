/// What all trackers of a virtual router say together.
package struct TrackingSum: Hashable, Sendable {
    /// One tracker's share of the priority.
    package struct Adjustment: Hashable, Sendable {
        package let key: TrackerKey
        package let weight: Int

        package init(_ key: TrackerKey, _ weight: Int) {
            self.key = key
            self.weight = weight
        }
    }

    /// In the order of the router's lines; none is zero.
    package var adjustments: [Adjustment] = []
    /// What keeps the router in FAULT, as phrases.
    package var faults: [String] = []
    /// Whether something that can keep the router in FAULT has had no result yet.
    package var isUndecided = false

    package init() {}
}

/// Who follows what, and what everything that is followed says.
package struct TrackingBoard: Sendable {
    private var lines: [String: [TrackingLine]] = [:]
    private var findings: [TrackerKey: TrackerFinding] = [:]

    package init() {}

    /// Makes these the lines of the virtual routers. Trackers that nobody follows any more are forgotten.
    package mutating func configure(_ lines: [String: [TrackingLine]]) {
        self.lines = lines
        let followed = Set(lines.values.joined().map(\.key))
        findings = findings.filter { followed.contains($0.key) }
    }

    package func finding(of key: TrackerKey) -> TrackerFinding { findings[key] ?? .undecided }

    /// Notes what a tracker says, and returns the names of the routers that follow it, sorted; none where it says
    /// nothing new.
    package mutating func note(_ finding: TrackerFinding, of key: TrackerKey) -> [String] {
        guard findings.updateValue(finding, forKey: key) != finding else { return [] }
        return lines.filter { $0.value.contains { $0.key == key } }.keys.sorted()
    }

    package func sum(of router: String) -> TrackingSum {
        var sum = TrackingSum()
        for line in lines[router] ?? [] {
            switch line.contribution(of: finding(of: line.key)) {
            case .nothing: break
            case .undecided: sum.isUndecided = true
            case .adjustment(let weight): sum.adjustments.append(TrackingSum.Adjustment(line.key, weight))
            case .fault(let reason): sum.faults.append(reason)
            }
        }
        return sum
    }
}
