import Deadlines
import LinkAnalysis
import LinkCapture

/// A capture among the fixtures.
struct CaptureFixture {
    /// All of them but one that breaks off.
    static let names = [
        "failover", "two-masters", "mismatches", "authentication", "discards", "vlans", "ipv6", "raw", "cooked",
        "cooked-v2", "late", "cut",
    ]

    let name: String

    init(_ name: String) {
        self.name = name
    }

    static func path(of file: String, source: String = #filePath) -> String {
        let tests = source.split(separator: "/").dropLast(2).joined(separator: "/")
        return "/\(tests)/Fixtures/captures/\(file)"
    }

    var frames: [CapturedFrame] {
        get throws {
            let source = try CaptureSource(file: Self.path(of: "\(name).pcap"))
            var frames: [CapturedFrame] = []
            while case .frame(let frame) = try source.next() { frames.append(frame) }
            return frames
        }
    }

    /// What is read from it: seconds since the first frame and the line, and the summary at the end.
    var lines: [String] {
        get throws {
            let frames = try frames
            var analysis = LinkAnalysis()
            let lines = frames.compactMap { frame in
                analysis.take(frame).map { "\(frame.time - (frames.first?.time ?? frame.time)): \($0.text)" }
            }
            return lines + ["\(analysis.summary)"]
        }
    }
}
