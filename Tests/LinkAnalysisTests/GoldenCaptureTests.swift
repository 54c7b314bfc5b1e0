import FoundationEssentials
import Testing

@Suite("Captures kept as files, each with what is to be read from it")
struct GoldenCaptureTests {
    @Test("each frame gives its line", arguments: CaptureFixture.names)
    func lines(name: String) throws {
        let lines = try CaptureFixture(name).lines
        let path = CaptureFixture.path(of: "\(name).txt")
        if ProcessInfo.processInfo.environment["UPDATE_CAPTURES"] != nil {
            try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        }
        let expected = try String(contentsOfFile: path, encoding: .utf8)
        #expect(lines == expected.split(separator: "\n").map(String.init))
    }
}
