import FoundationEssentials
import LoadBalancer
import NodeConfiguration
import Testing

@Suite("Configuration files")
struct ConfigurationFileTests {
    @Test("a file is read whole, whatever its size", arguments: [0, 1, 4_095, 1 << 16, 1 << 20])
    func whole(padding: Int) throws {
        let path = "\(FileManager.default.temporaryDirectory.path)/swiftlvsd-\(UUID().uuidString).conf"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let group = "management_server_group g {\n    server a 8250\n}\n"
        try (String(repeating: "#", count: padding) + "\n" + group).write(
            toFile: path, atomically: false, encoding: .utf8)
        let file = try ConfigurationFile.load(path, lenient: false)
        #expect(!file.outcome.hasErrors)
        #expect(file.outcome.configuration.managementServerGroups.map(\.name) == ["g"])
    }

    @Test("what is no file is refused and never waited for", arguments: ["/dev/zero", "/proc/self", "/nowhere/at/all"])
    func noFile(path: String) {
        #expect(throws: ConfigurationFileError.self) { try ConfigurationFile.load(path, lenient: false) }
    }
}
