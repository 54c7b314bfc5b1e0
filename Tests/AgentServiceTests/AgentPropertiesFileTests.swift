import AgentService
import ControlMessages
import FoundationEssentials
import Glibc
import LabScenario
import ManagedAgent
import Testing

@Suite("The properties file on the disk")
struct AgentPropertiesFileTests {
    private let host: AgentHost
    private let file: AgentPropertiesFile

    init() throws {
        host = try AgentHost()
        file = AgentPropertiesFile(path: host.workspace.path("agent.properties"))
    }

    private func changed(_ found: AgentPropertiesFile.Found) -> PropertiesText {
        var text = found.text
        text.set("host", to: "new")
        return text
    }

    @Test("a file that somebody replaces, or only lets others read, before ours is in its place stays theirs")
    func replacedMeanwhile() throws {
        defer { host.workspace.remove() }
        let found = try file.read()
        try host.workspace.replace("agent.properties", with: "host=theirs\n")
        #expect(try file.write(changed(found), insteadOf: found) == false)
        #expect(host.properties == "host=theirs\n")
        let again = try file.read()
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644 ^ 0o040], ofItemAtPath: host.workspace.path("agent.properties"))
        #expect(try file.write(changed(again), insteadOf: again) == false)
        #expect(!host.workspace.exists("agent.properties.swiftlvs-agent"))
    }

    @Test("a file that is read-only is left as it is, and the reason is told")
    func readOnly() throws {
        defer { host.workspace.remove() }
        chmod(host.workspace.path("agent.properties"), 0o444)
        let found = try file.read()
        #expect { try file.write(changed(found), insteadOf: found) } throws: { "\($0)".contains("read-only") }
        #expect(host.properties == AgentHost.platformFile)
    }

    @Test("a symbolic link stays one")
    func symbolicLink() throws {
        defer { host.workspace.remove() }
        symlink(host.workspace.path("agent.properties"), host.workspace.path("link"))
        let link = AgentPropertiesFile(path: host.workspace.path("link"))
        let found = try link.read()
        #expect(try link.write(changed(found), insteadOf: found))
        #expect(host.properties.contains("host=new\n"))
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: host.workspace.path("link")).hasSuffix(
                "properties"))
    }

    @Test("mode and owner stay")
    func facts() throws {
        defer { host.workspace.remove() }
        let path = host.workspace.path("agent.properties")
        chmod(path, 0o604)
        // Only root can give files away.
        if geteuid() == 0 { chown(path, 12_345, 54_321) }
        let found = try file.read()
        #expect(try file.write(changed(found), insteadOf: found))
        var after = stat()
        stat(path, &after)
        #expect(after.st_mode & 0o7777 == 0o604)
        if geteuid() == 0 {
            #expect(after.st_uid == 12_345)
            #expect(after.st_gid == 54_321)
        }
    }

    @Test(
        "a folder, a FIFO and a file without end are refused, and never waited for",
        arguments: ["folder", "fifo", "large"])
    func strangeFiles(kind: String) throws {
        defer { host.workspace.remove() }
        let path = host.workspace.path(kind)
        switch kind {
        case "folder": try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        case "fifo": mkfifo(path, 0o600)
        default: try host.workspace.write(String(repeating: "a=b\n", count: 300_000), to: kind)
        }
        #expect(throws: (any Error).self) { try AgentPropertiesFile(path: path).read() }
    }

    @Test("a file that is missing is told, and written once it is there")
    func missing() async throws {
        defer { host.workspace.remove() }
        host.workspace.delete("agent.properties")
        let balancer = try await FakeLoadBalancer.start(.unix(host.workspace.path("lb")), .answer(["10.1.1.2"], "a"))
        try await host.run([balancer.url]) { _ in
            try await eventually("it is told", within: AgentHost.patience) {
                try await host.status().problems.contains { $0.contains("No such file") }
            }
            #expect(!host.workspace.exists("agent.properties"))
            try host.workspace.replace("agent.properties", with: "host=@HOST@")
            try await eventually("the template is told", within: AgentHost.patience) {
                try await host.status().problems.contains { $0.contains("template") }
            }
            #expect(host.properties == "host=@HOST@")
            try host.workspace.replace("agent.properties", with: "host=x")
            try await eventually("the list is there", within: AgentHost.patience) {
                host.properties == "host=10.1.1.2@roundrobin"
            }
            #expect(try await host.status().problems.isEmpty)
        }
        await balancer.stop()
    }
}
