import Deadlines
import FoundationEssentials
import HostileFrames
import LinkAnalysis
import Testing

@Suite("Frames that nobody should send")
struct HostileFramesTests {
    @Test("the fuzzer's corpus is there, and each input is read to its end")
    func corpusRuns() throws {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let names = try FileManager.default.contentsOfDirectory(atPath: "/\(root)/Fuzz/corpus-frames")
        #expect(names.count > 10)
        for name in names.sorted() {
            let data = try Data(contentsOf: URL(filePath: "/\(root)/Fuzz/corpus-frames/\(name)"))
            #expect(HostileFrames.read(Array(data)).frames > 0, "\(name)")
        }
    }

    @Test("a frame that ends anywhere is no trap, whether it was cut there or sent so", arguments: CaptureFixture.names)
    func ends(name: String) throws {
        for frame in try CaptureFixture(name).frames {
            for length in 0...frame.bytes.count {
                for original in [length, frame.originalLength] {
                    var analysis = LinkAnalysis()
                    let report = analysis.take(
                        CapturedFrame(
                            at: frame.time, frame.linkType, Array(frame.bytes.prefix(length)), originalLength: original)
                    )
                    if let report { #expect(!report.text.isEmpty) }
                }
            }
        }
    }

    @Test("any byte may be any other", arguments: CaptureFixture.names)
    func flippedBytes(name: String) throws {
        var generator = SeededGenerator(seed: 8)
        let frames = try CaptureFixture(name).frames
        var analysis = LinkAnalysis()
        for _ in 0..<200 {
            for frame in frames where !frame.bytes.isEmpty {
                var frame = frame
                for _ in 0..<3 {
                    frame.bytes[Int.random(in: frame.bytes.indices, using: &generator)] =
                        UInt8.random(in: 0...255, using: &generator)
                }
                if let report = analysis.take(frame) { #expect(!report.text.isEmpty) }
            }
        }
    }
}
