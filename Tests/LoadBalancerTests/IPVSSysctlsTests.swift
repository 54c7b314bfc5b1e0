import ControlMessages
import Deadlines
import FoundationEssentials
import LoadBalancer
import Logging
import NodeConfiguration
import Testing

/// The settings are files of a folder here; the kernel's own are the laboratory's.
@Suite("Setting and auditing IPVS settings")
struct IPVSSysctlsTests {
    private let folder: String
    private let problems = ProblemBoard(events: .silent)
    private let log = RecordedLog()

    init() throws {
        folder = "/tmp/swiftlvsd-sysctls-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    /// Plays on a folder with these settings, and removes it.
    private func play(_ settings: [String: String], _ body: (IPVSSysctls) async throws -> Void) async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, value) in settings { try set(name, value) }
        let sysctls = IPVSSysctls(
            logger: log.logger, problems: problems, events: EventJournal(logger: log.logger),
            files: SysctlFiles(directory: folder), loadModule: {})
        try await body(sysctls)
        await sysctls.stop()
    }

    private func set(_ name: String, _ value: String) throws {
        try (value + "\n").write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
    }

    private func value(_ name: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    }

    private func configuration(_ settings: KeyValuePairs<String, String>) -> Configuration {
        var configuration = Configuration()
        configuration.globals.auditInterval = .zero
        configuration.globals.ipvsSysctls = settings.enumerated().map { index, setting in
            IPVSSysctl(
                name: setting.key, value: setting.value,
                position: SourcePosition(file: "site.conf", line: index + 3, column: 5))
        }
        return configuration
    }

    @Test("values are set at the start, those that agree are not touched, and both changes are events")
    func start() async throws {
        try await play(["expire_nodest_conn": "0", "sync_threshold": "3\t50", "sloppy_tcp": "0"]) { sysctls in
            await sysctls.configure(
                configuration(["expire_nodest_conn": "1", "sync_threshold": "3 50", "sloppy_tcp": "1"]))
            let values = try ["expire_nodest_conn", "sync_threshold"].map(value)
            #expect(values == ["1\n", "3\t50\n"])
            #expect(
                log.lines == [
                    "notice expire_nodest_conn: 0 to 1, lvs_sysctl says so",
                    "notice sloppy_tcp: 0 to 1, lvs_sysctl says so",
                ])
            #expect(problems.current.isEmpty)
        }
    }

    @Test("what somebody else changed is put right, once")
    func audit() async throws {
        try await play(["expire_nodest_conn": "1"]) { sysctls in
            await sysctls.configure(configuration(["expire_nodest_conn": "1"]))
            #expect(await sysctls.audit().isEmpty)
            try set("expire_nodest_conn", "0")
            #expect(await sysctls.audit() == ["expire_nodest_conn: 0 to 1"])
            #expect(await sysctls.audit().isEmpty)
            #expect(try value("expire_nodest_conn") == "1\n")
            #expect(log.lines.count == 1)
            #expect(log.lines.first?.contains("0 to 1, somebody else changed it") == true)
        }
    }

    @Test("a setting that this kernel does not have is named once with its place, and the others are set")
    func unknown() async throws {
        try await play(["sloppy_tcp": "0"]) { sysctls in
            await sysctls.configure(configuration(["no_such_setting": "1", "sloppy_tcp": "1"]))
            await sysctls.audit()
            #expect(try value("sloppy_tcp") == "1\n")
            let problem = try #require(problems.current.first)
            #expect(problems.current.count == 1)
            #expect(problem.code == "ipvs_sysctl")
            #expect(problem.location == "lvs_sysctl no_such_setting")
            #expect(problem.message.contains("\(folder)/no_such_setting cannot be read: No such file"))
            #expect(problem.message.contains("site.conf:3:5"))
            #expect(log.lines.count { $0.hasPrefix("error") } == 1)
            await sysctls.configure(configuration(["sloppy_tcp": "1"]))
            #expect(problems.current.isEmpty)
        }
    }

    @Test("a name cannot lead out of the folder")
    func slash() async throws {
        try await play([:]) { sysctls in
            await sysctls.configure(configuration(["../swiftlvsd-planted": "1"]))
            #expect(problems.current.map(\.location) == ["lvs_sysctl ../swiftlvsd-planted"])
        }
    }

    @Test("a setting dropped from the file keeps its value, and that is said")
    func dropped() async throws {
        try await play(["sloppy_tcp": "0"]) { sysctls in
            await sysctls.configure(configuration(["sloppy_tcp": "1"]))
            await sysctls.configure(configuration([:]))
            #expect(try value("sloppy_tcp") == "1\n")
            #expect(log.lines.last?.contains("sloppy_tcp is no longer in lvs_sysctl") == true)
            try set("sloppy_tcp", "0")
            #expect(await sysctls.audit().isEmpty)
        }
    }

    @Test("F13: IPVS that leaves the kernel and returns is told twice, and its settings come back")
    func unloaded() async throws {
        try await play(["sloppy_tcp": "0"]) { sysctls in
            await sysctls.configure(configuration(["sloppy_tcp": "1"]))
            try FileManager.default.removeItem(atPath: folder)
            for _ in 0..<3 { await sysctls.audit() }
            #expect(problems.current.map(\.message) == ["lvs_sysctl waits for the kernel module ip_vs: modprobe ip_vs"])
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try set("sloppy_tcp", "0")
            #expect(await sysctls.audit() == ["sloppy_tcp: 0 to 1"])
            #expect(problems.current.isEmpty)
            #expect(log.lines.count { $0.contains("ip_vs: loaded to missing") } == 1)
            #expect(log.lines.count { $0.contains("ip_vs: missing to loaded") } == 1)
        }
    }

    @Test("without virtual services and lvs_sysctl nothing is looked at")
    func unconcerned() async throws {
        try await play([:]) { sysctls in
            try FileManager.default.removeItem(atPath: folder)
            await sysctls.configure(configuration([:]))
            #expect(await sysctls.audit().isEmpty)
            #expect(problems.current.isEmpty)
            #expect(log.lines.isEmpty)
        }
    }

    @Test("a problem with persistence is up until the setting is 1, and is told in the log once")
    func harmful() async throws {
        var persistent = try read(
            """
            virtual_server 192.0.2.1 80 {
                lvs_sched wlc
                lvs_method NAT
                protocol TCP
                persistence_timeout 60
                inhibit_on_failure
                real_server 10.0.0.1 80 {
                    TCP_CHECK {
                    }
                }
            }
            """)
        persistent.globals.auditInterval = .zero
        try await play(["expire_quiescent_template": "0", "expire_nodest_conn": "0"]) { sysctls in
            await sysctls.configure(persistent)
            await sysctls.audit()
            #expect(problems.current.map(\.code) == ["ipvs_sysctl_harmful"])
            #expect(problems.current.first?.message.contains("TCP 192.0.2.1:80") == true)
            #expect(log.lines.count == 1)
            try set("expire_quiescent_template", "1")
            await sysctls.audit()
            #expect(problems.current.isEmpty)
        }
    }
}
