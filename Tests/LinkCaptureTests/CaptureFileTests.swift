import Deadlines
import FoundationEssentials
import LinkAnalysis
import LinkCapture
import Testing

@Suite("Captures in files")
struct CaptureFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "captures-\(UUID().uuidString)")

    private func path(_ name: String) throws -> String {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.appending(path: name).path
    }

    private func frames(in path: String) throws -> [CapturedFrame] {
        let source = try CaptureSource(file: path)
        var frames: [CapturedFrame] = []
        while case .frame(let frame) = try source.next() { frames.append(frame) }
        return frames
    }

    private func fixture(_ name: String) -> String {
        "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Fixtures/captures/\(name).pcap"
    }

    @Test(
        "what is written is what was read, byte for byte",
        arguments: ["failover", "vlans", "cooked", "cooked-v2", "cut"])
    func roundTrip(name: String) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try path("copy.pcap")
        let source = try CaptureSource(file: fixture(name))
        do {
            let file = try CaptureFile(writing: path, source.linkType)
            while case .frame(let frame) = try source.next() { try file.write(frame) }
        }
        #expect(try frames(in: path) == frames(in: fixture(name)))
        let written = try Data(contentsOf: URL(filePath: path))
        let read = try Data(contentsOf: URL(filePath: fixture(name)))
        // The header says which snapshot length was in force.
        #expect(written.dropFirst(24) == read.dropFirst(24))
    }

    @Test("a frame is in the file as soon as it is written")
    func flushes() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try path("growing.pcap")
        let file = try CaptureFile(writing: path, .ethernet)
        for count in 1...3 {
            try file.write(CapturedFrame(at: Instant(nanoseconds: 1_000), .ethernet, [1, 2, 3]))
            #expect(try frames(in: path).count == count)
        }
    }

    @Test("a file that breaks off gives what is there, and then an error that names it")
    func brokenOff() throws {
        let source = try CaptureSource(file: fixture("broken-off"))
        for _ in 0..<2 {
            guard case .frame = try source.next() else {
                Issue.record("a frame is missing")
                return
            }
        }
        let error = #expect(throws: CaptureError.self) { try source.next() }
        #expect(error?.description.contains("broken-off.pcap: truncated") == true)
    }

    @Test("a file that is not there, is no capture, or has frames of another kind is refused by name")
    func refusals() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let missing = #expect(throws: CaptureError.self) { try CaptureSource(file: "/no/such.pcap") }
        #expect(missing?.description.contains("/no/such.pcap") == true)

        let text = try path("text.pcap")
        try "this is no capture, only a text of some length".write(toFile: text, atomically: true, encoding: .utf8)
        let noCapture = #expect(throws: CaptureError.self) { try CaptureSource(file: text) }
        #expect(noCapture?.description.contains(text) == true)

        // Link type 105 is IEEE 802.11.
        var header = try Data(contentsOf: URL(filePath: fixture("failover"))).prefix(24)
        header[20] = 105
        let wireless = try path("wireless.pcap")
        try header.write(to: URL(filePath: wireless))
        let otherType = #expect(throws: CaptureError.self) { try CaptureSource(file: wireless) }
        #expect(otherType?.description.contains("IEEE802_11") == true)

        let unwritable = #expect(throws: CaptureError.self) { try CaptureFile(writing: "/no/such/folder/x", .raw) }
        #expect(unwritable?.description.contains("/no/such/folder/x") == true)
    }

    @Test("an interface that is not there is refused by name")
    func noInterface() {
        let error = #expect(throws: CaptureError.self) { try CaptureSource(interface: "nosuch0") }
        #expect(error?.description.contains("no interface nosuch0") == true)
    }
}
