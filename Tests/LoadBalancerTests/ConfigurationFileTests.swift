import ControlMessages
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

extension ConfigurationFileTests {
    private func folder(_ files: [String: String]) throws -> String {
        let path = "\(FileManager.default.temporaryDirectory.path)/swiftlvsd-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: "\(path)/d", withIntermediateDirectories: true)
        for (name, text) in files { try text.write(toFile: "\(path)/\(name)", atomically: false, encoding: .utf8) }
        return path
    }

    @Test("included files are found by wildcards; directories and executable files among them are passed over")
    func included() throws {
        let path = try folder([
            "main.conf": "global_defs {\ninclude d/*\n}\n", "d/b.conf": "router_id ${A}b\n", "d/a.conf": "$A=a\n",
            "d/c": "x\n",
        ])
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.createDirectory(atPath: "\(path)/d/e", withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(path)/d/c")
        let file = try ConfigurationFile.load("\(path)/main.conf", lenient: false)
        #expect(file.outcome.configuration.globals.routerID == "ab")
        #expect(
            file.outcome.diagnostics.map(\.description) == [
                "\(path)/main.conf:2:9: warning: '\(path)/d/c' is not read: it is executable, and keepalived reads no such"
                    + " file, either",
                "\(path)/main.conf:2:9: warning: '\(path)/d/e' is not read: it is no regular file",
            ])
    }

    @Test("the digest changes with what is included, and is the file's own where nothing is")
    func digest() throws {
        let path = try folder(["main.conf": "include d/a\n", "d/a": "# one\n", "plain.conf": ""])
        defer { try? FileManager.default.removeItem(atPath: path) }
        let first = try ConfigurationFile.load("\(path)/main.conf", lenient: false).source.sha256
        try "# two\n".write(toFile: "\(path)/d/a", atomically: false, encoding: .utf8)
        #expect(try ConfigurationFile.load("\(path)/main.conf", lenient: false).source.sha256 != first)
        #expect(
            try ConfigurationFile.load("\(path)/plain.conf", lenient: false).source.sha256
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test("a FIFO or a device is never waited for", arguments: ["/dev/zero", "d"])
    func special(name: String) throws {
        let path = try folder(["main.conf": "include \(name)\n"])
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try ConfigurationFile.load("\(path)/main.conf", lenient: false).outcome.hasErrors)
    }
}
