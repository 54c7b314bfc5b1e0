/// What a capture held, counted.
package struct CaptureSummary: Hashable, Sendable {
    package private(set) var advertisements: UInt64 = 0
    package private(set) var announcements: UInt64 = 0
    /// Of VRRP's protocol number, without an advertisement that can be read.
    package private(set) var unreadable: UInt64 = 0
    /// Frames that have nothing to do with VRRP.
    package internal(set) var others: UInt64 = 0
    /// How often each kind of finding was made.
    private var counts: [String: UInt64] = [:]

    package init() {}

    /// Kinds of findings with their counts, the most frequent first.
    package var findings: [(kind: String, count: UInt64)] {
        counts.map { ($0.key, $0.value) }.sorted { ($1.count, $0.kind) < ($0.count, $1.kind) }
    }

    mutating func count(_ report: LinkAnalysis.Report) {
        switch report.frame.content {
        case .advertisement: advertisements &+= 1
        case .unreadable: unreadable &+= 1
        case .announcement: announcements &+= 1
        }
        for finding in report.findings { counts[finding.kind, default: 0] &+= 1 }
    }
}

extension CaptureSummary: CustomStringConvertible {
    package var description: String {
        var parts = ["\(advertisements) advertisements", "\(announcements) announcements"]
        if unreadable > 0 { parts.append("\(unreadable) unreadable") }
        if others > 0 { parts.append("\(others) other frames") }
        let wrong = findings.map { "\($0.kind) \($0.count)" }.joined(separator: ", ")
        return parts.joined(separator: ", ") + (wrong.isEmpty ? "; nothing wrong" : "; wrong: \(wrong)")
    }
}
