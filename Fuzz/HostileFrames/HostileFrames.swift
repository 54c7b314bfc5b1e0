import Deadlines
import LinkAnalysis

/// Puts bytes before the analysis as frames that somebody captured.
package enum HostileFrames {
    /// How many frames the input was read as, and how many had to do with VRRP.
    package struct Outcome {
        package var frames = 0
        package var told = 0
    }

    /// The first byte says how frames begin, and each frame begins with its length. Nothing but a trap or an endless
    /// loop can go wrong here.
    @discardableResult
    package static func read(_ input: [UInt8]) -> Outcome {
        var outcome = Outcome()
        guard let first = input.first else { return outcome }
        let types = LinkType.allCases
        let linkType = types[Int(first) % types.count]
        var analysis = LinkAnalysis()
        var rest = input.dropFirst()
        var now = Instant.zero
        while let length = rest.popFirst() {
            let frame = rest.prefix(Int(length))
            rest = rest.dropFirst(Int(length))
            // The highest bit stands for a snapshot length that cut the frame.
            let missing = length & 0x80 == 0 ? 0 : 8
            outcome.frames += 1
            let captured = CapturedFrame(at: now, linkType, Array(frame), originalLength: frame.count + missing)
            if let report = analysis.take(captured) {
                outcome.told += report.text.isEmpty ? 0 : 1
            }
            now = now + .milliseconds(Int64(length))
        }
        _ = analysis.summary.description
        return outcome
    }
}
