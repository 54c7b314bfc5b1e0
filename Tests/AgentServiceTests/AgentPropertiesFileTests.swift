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

    @Test("a file that stays read-only costs the disk nothing but the first look")
    func staysReadOnly() async throws {
        defer { host.workspace.remove() }
        chmod(host.workspace.path("agent.properties"), 0o444)
        let balancer = try await FakeLoadBalancer.start(
            .unix(host.workspace.path("lb")), .answer(["10.1.1.2"], "a", interval: 60))
        func savedAt() throws -> Date? {
            let facts = try FileManager.default.attributesOfItem(atPath: host.workspace.path("state/state.json"))
            return facts[.modificationDate] as? Date
        }
        try await host.run([balancer.url]) { _ in
            try await eventually("it is told", within: AgentHost.patience) {
                try await host.status().problems.contains { $0.contains("read-only") }
            }
            let (before, count) = (try savedAt(), balancer.registrations.count)
            // The answer to each registration makes it look once more.
            try await eventually("more looks", within: AgentHost.patience) { balancer.registrations.count > count + 2 }
            #expect(try savedAt() == before && before != nil)
        }
        let state = try host.workspace.read("state/state.json")
        #expect(state.split(separator: "\"60\"").count == 2)
        await balancer.stop()
    }

    @Test("a host that no load balancer would take is not told, and so it is mended")
    func oddHost() async throws {
        defer { host.workspace.remove() }
        try host.workspace.replace("agent.properties", with: "host=10.1.1.1\\u0001@static\n")
        let balancer = try await FakeLoadBalancer.start(.unix(host.workspace.path("lb")), .answer(["10.1.1.2"], "a"))
        try await host.run([balancer.url]) { _ in
            try await eventually("the list is there", within: AgentHost.patience) {
                host.properties == "host=10.1.1.2@roundrobin\n"
            }
        }
        #expect(balancer.registrations.first?.zone == "z1")
        #expect(balancer.registrations.first?.servers == nil)
        #expect(balancer.registrations.first?.algorithm == nil)
        await balancer.stop()
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

    @Test("links to folders and links to links are followed, a circle of them is told")
    func manyLinks() throws {
        defer { host.workspace.remove() }
        let folder = host.workspace.path("conf")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        symlink("../agent.properties", folder + "/a")
        symlink("./a", folder + "/b")
        symlink(folder, host.workspace.path("linked"))
        let file = AgentPropertiesFile(path: host.workspace.path("linked//b"))
        let found = try file.read()
        #expect(try file.write(changed(found), insteadOf: found))
        #expect(host.properties.contains("host=new\n"))
        symlink("circle", folder + "/circle")
        #expect { try AgentPropertiesFile(path: folder + "/circle").read() } throws: { "\($0)".contains("Too many") }
    }

    @Test(
        "a link that somebody else than root and the file's owner may have made is not followed",
        .enabled(if: geteuid() == 0, "only root can give files away"),
        arguments: [
            (file: 0, link: 12_345, folder: 0), (file: 0, link: 0, folder: 12_345),
            (file: 777, link: 12_345, folder: 12_345),
            (file: 12_345, link: 12_345, folder: 12_345), (file: 12_345, link: 0, folder: 12_345),
            (file: 777, link: 0, folder: 0),
        ] as [(file: uid_t, link: uid_t, folder: uid_t)])
    func plantedLink(owners: (file: uid_t, link: uid_t, folder: uid_t)) throws {
        defer { host.workspace.remove() }
        let folder = host.workspace.path("conf")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        symlink(host.workspace.path("agent.properties"), folder + "/link")
        chown(host.workspace.path("agent.properties"), owners.file, 0)
        lchown(folder + "/link", owners.link, 0)
        chown(folder, owners.folder, 0)
        let link = AgentPropertiesFile(path: folder + "/link")
        // As if it had been read before the link was there.
        let found = try file.read()
        if [owners.link, owners.folder].allSatisfy({ $0 == 0 || $0 == owners.file }) {
            #expect(try link.write(changed(found), insteadOf: found))
        } else {
            #expect { try link.read() } throws: { "\($0)".contains("it is not followed") }
            #expect { try link.write(changed(found), insteadOf: found) } throws: { "\($0)".contains("not followed") }
            #expect(host.properties == AgentHost.platformFile)
        }
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
