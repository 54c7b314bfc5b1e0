import ControlMessages
import Deadlines
import Glibc
import LinkAnalysis

/// What a capture looks like on the terminal.
struct CaptureListing {
    private let json: Bool
    private let output: LineOutput
    private var analysis: LinkAnalysis
    private var day = ""

    init(json: Bool, analysis: LinkAnalysis, to output: LineOutput = .standard) {
        self.json = json
        self.output = output
        self.analysis = analysis
    }

    /// Whether nothing was found to be wrong.
    var isClean: Bool { analysis.summary.findings.isEmpty }

    func begin(on interface: String, _ linkType: LinkType, comparedWith configured: [ConfiguredRouter]) {
        guard !json else { return }
        let names = configured.map(\.name).joined(separator: ", ")
        let comparison = configured.isEmpty ? "" : ", compared with the configuration of \(names)"
        output.write("# \(interface) (\(linkType))\(comparison); Ctrl-C ends")
    }

    /// Writes what the frame says. Returns false where it has nothing to do with VRRP.
    mutating func show(_ frame: CapturedFrame) -> Bool {
        guard let report = analysis.take(frame) else { return false }
        let at = Timestamp(microsecondsSince1970: report.frame.time.nanoseconds / 1_000)
        if json {
            let line = (try? MessageCoding.encode(CaptureMessage(report, at: at))) ?? []
            output.write(String(decoding: line, as: UTF8.self))
            return true
        }
        let text = at.description
        let date = String(text.prefix(10))
        if date != day {
            day = date
            output.write("# \(date), times in UTC")
        }
        output.write("\(text.dropFirst(11).dropLast()) \(report.text)")
        return true
    }

    func end(dropped: UInt64) {
        guard !json else { return }
        let lost = dropped > 0 ? "; the kernel had no room for \(dropped) more" : ""
        output.write("# \(analysis.summary)\(lost)")
    }
}
