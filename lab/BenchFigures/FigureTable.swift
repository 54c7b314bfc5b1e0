/// Figures as a table for people.
package struct FigureTable: Sendable, CustomStringConvertible {
    package let figures: [Figure]

    package init(_ figures: [Figure]) {
        self.figures = figures
    }

    package var description: String {
        let heading = ["work", "table", "ours", "compared with", "ratio", "goal", ""]
        let growthHeading = ["growth", "from", "to", "factor", "compared with", ""]
        let growths = Growth.all(in: figures)
        let text = Self.columns([heading] + figures.map(Self.row))
        guard !growths.isEmpty else { return text }
        return text + "\n" + Self.columns([growthHeading] + growths.map(Self.row))
    }

    private static func row(_ figure: Figure) -> [String] {
        let reference = figure.reference.map { "\($0.name) \(text($0.value, figure.unit))" }
        let verdict = figure.isMet.map { $0 ? "met" : "NOT MET" }
        return [
            figure.work, figure.subject ?? "\(figure.services)×10",
            figure.ours.map { text($0, figure.unit) } ?? "not seen",
            reference ?? "", figure.ratio.map(text(ratio:)) ?? "", text(figure.goal, figure.unit), verdict ?? "",
        ]
    }

    private static func row(_ growth: Growth) -> [String] {
        [
            growth.work, "\(growth.from)×10", "\(growth.to)×10", "×\(decimals(growth.factor, 1))",
            growth.reference.map { "\($0.name) ×\(decimals($0.value, 1))" } ?? "",
            growth.isLinear ? "linear" : "NOT LINEAR",
        ]
    }

    private static func text(_ goal: Goal, _ unit: Figure.Unit) -> String {
        let bounds = [
            goal.ratio.map { "≤ \(text(ratio: $0))" }, goal.value.map { "≤ \(text($0, unit))" },
            goal.least.map { "≥ \(text($0, unit))" },
        ]
        return bounds.compactMap(\.self).joined(separator: ", ")
    }

    private static func text(_ value: Double, _ unit: Figure.Unit) -> String {
        switch unit {
        case .seconds: "\(decimals(value, 3)) s"
        case .milliseconds: "\(decimals(value, 3)) ms"
        case .microseconds: "\(decimals(value, 2)) µs"
        case .bytes: "\(decimals(value, 0)) B"
        case .percent: "\(decimals(value, 2)) %"
        case .megabytes: "\(decimals(value, 1)) MB"
        case .writes, .adverts, .rows, .lines, .events, .registrations, .agents:
            "\(decimals(value, 0)) \(unit.rawValue)"
        }
    }

    /// `1.43`, or `1/12.5` where ours is the smaller.
    private static func text(ratio: Double) -> String {
        ratio >= 1 || ratio <= 0 ? decimals(ratio, 2) : "1/\(decimals(1 / ratio, 1))"
    }

    /// A number that is not negative, rounded.
    private static func decimals(_ value: Double, _ count: Int) -> String {
        let scale = (0..<count).reduce(1) { scale, _ in scale * 10 }
        let scaled = Int((value * Double(scale)).rounded())
        guard count > 0 else { return "\(scaled)" }
        let digits = String(scaled % scale)
        return "\(scaled / scale)." + String(repeating: "0", count: count - digits.count) + digits
    }

    private static func columns(_ rows: [[String]]) -> String {
        let count = rows.first?.count ?? 0
        let widths = (0..<count).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
        }.joined()
    }
}
