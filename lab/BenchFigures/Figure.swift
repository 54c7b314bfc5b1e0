/// One thing that was measured.
package struct Figure: Hashable, Sendable, Codable {
    package enum Unit: String, Hashable, Sendable, Codable {
        case seconds = "s"
        case milliseconds = "ms"
        case microseconds = "µs"
        case percent = "%"
        case lines = "lines/s"
        case events = "events/s"
        case registrations = "registrations/s"
        case bytes = "B"
        case megabytes = "MB"
        case writes
        case adverts
        case rows
        case agents
    }

    /// What our figure is compared with.
    package struct Reference: Hashable, Sendable, Codable {
        /// `raw` or `keepalived`
        package let name: String
        package let value: Double

        package init(_ name: String, _ value: Double) {
            self.name = name
            self.value = value
        }
    }

    /// What was done, the same words for every size.
    package let work: String
    /// Virtual services in the table, with ten real servers each; 0 where it is not about a table.
    package let services: Int
    /// What it is about, where that is no table: `255 on 1`.
    package let subject: String?
    package let unit: Unit
    /// Nil where it could not be seen.
    package let ours: Double?
    package let reference: Reference?
    package let goal: Goal

    package init(
        _ work: String, services: Int, _ ours: Double?, _ unit: Unit = .seconds, against reference: Reference? = nil,
        goal: Goal = Goal()
    ) {
        self.work = work
        self.services = services
        subject = nil
        self.ours = ours
        self.unit = unit
        self.reference = reference
        self.goal = goal
    }

    package init(
        _ work: String, of subject: String, _ ours: Double?, _ unit: Unit, against reference: Reference? = nil,
        goal: Goal = Goal()
    ) {
        self.work = work
        services = 0
        self.subject = subject
        self.unit = unit
        self.ours = ours
        self.reference = reference
        self.goal = goal
    }

    /// Ours divided by the reference; nil where there is nothing to divide by.
    package var ratio: Double? {
        guard let ours, let reference, reference.value > 0 else { return nil }
        return ours / reference.value
    }

    /// Nil where there is no goal or nothing to judge it by.
    package var isMet: Bool? { goal.isMet(by: ours, ratio: ratio) }
}

/// How a figure grows with the table.
package struct Growth: Hashable, Sendable, Codable {
    /// What is more than the sizes' own ratio by this factor does not count as linear.
    private static let tolerance = 1.5

    package let work: String
    /// The sizes, in services.
    package let from: Int
    package let to: Int
    /// How many times the figure of the smaller size the larger one's is.
    package let factor: Double
    /// The same of what it is compared with, where there is such a thing at both sizes.
    package let reference: Figure.Reference?

    /// Whether it grows as the table does. Where the kernel by itself (`raw`) grows faster than its table, that much is
    /// the kernel's.
    package var isLinear: Bool {
        let kernel = reference.flatMap { $0.name.hasPrefix("raw") ? $0.value : nil } ?? 0
        return factor <= max(Double(to) / Double(from), kernel) * Self.tolerance
    }

    /// The growth of every time that was measured at more than one size, from the smallest to the largest.
    package static func all(in figures: [Figure]) -> [Growth] {
        var works: [String] = []
        for figure in figures where figure.unit == .seconds && !works.contains(figure.work) {
            works.append(figure.work)
        }
        return works.compactMap { work in
            let sizes = figures.filter { $0.work == work && $0.unit == .seconds }.sorted { $0.services < $1.services }
            guard let small = sizes.first, let large = sizes.last, small.services < large.services,
                let before = small.ours, let after = large.ours, before > 0
            else { return nil }
            return Growth(
                work: work, from: small.services, to: large.services, factor: after / before,
                reference: reference(small.reference, large.reference))
        }
    }

    private static func reference(_ small: Figure.Reference?, _ large: Figure.Reference?) -> Figure.Reference? {
        guard let small, let large, small.value > 0 else { return nil }
        return Figure.Reference(large.name, large.value / small.value)
    }
}
