import Addresses
import IPVSKit
import LabScenario
import Testing

// Every attribute of linux/ip_vs.h that describes an entry: set here and read by ipvsadm, and the other way round.
extension Lab.IPVSKernelTests {
    private func table(of namespace: NetworkNamespace) async throws -> Table {
        try await namespace.onThread("ipvs") { try IPVSClient().table() }
    }

    @Test("no attribute's sample is missing")
    func samples() {
        #expect(AttributeSample.keys.count == 9)
        #expect(AttributeSample.schedulers.count == 13)
        #expect(AttributeSample.flags.count == 9)
        #expect(AttributeSample.persistence.count == 8)
        #expect(AttributeSample.realServers.count == 9)
        #expect(AttributeSample.tunnels.count == 13)
    }

    @Test("an attribute that is set here is what ipvsadm and /proc/net/ip_vs show, and one that ipvsadm sets is read")
    func everyAttribute() async throws {
        try await play { namespace in
            for sample in AttributeSample.all {
                let wanted = Table([sample.entry])
                let (failures, made) = try await make(wanted, in: namespace)
                #expect(failures.isEmpty, "\(sample.name): \(failures)")
                #expect(made == wanted, "\(sample.name)")
                try await expectShown(sample, in: namespace)

                try await Command("ipvsadm", "-C", in: namespace).succeed()
                try await Command("ipvsadm", "-R", in: namespace).succeed(input: sample.input)
                #expect(try await table(of: namespace) == wanted, "\(sample.name), set by ipvsadm")
            }
        }
    }

    private func expectShown(_ sample: AttributeSample, in namespace: NetworkNamespace) async throws {
        #expect(try await saved(namespace) == sample.lines.sorted(), "\(sample.name)")
        if !sample.entry.realServers.isEmpty {
            let shown = try await TrafficCounters.read("--thresholds", in: namespace).rows.values.first
            #expect(shown.map { Array($0.prefix(2)) } == sample.thresholds, "\(sample.name)")
        }
        let kernel = try await KernelTable.read(in: namespace)
        // The file shows IPv6 in words of its own; `KernelTable` leaves those rows out.
        guard sample.entry.service.key.family == .ipv4 else { return }
        let service = try #require(kernel.services.first, "\(sample.name)")
        #expect(service.scheduler == sample.entry.service.scheduler.rawValue, "\(sample.name)")
        for server in sample.entry.realServers where server.key.address.family == .ipv4 {
            let shown = try #require(service.realServers.first, "\(sample.name)")
            #expect(shown.endpoint == server.key.description, "\(sample.name)")
            #expect(shown.weight == Int(server.weight), "\(sample.name)")
            #expect(shown.method == server.method.nameInKernelFile, "\(sample.name)")
        }
    }

    @Test(
        "one service is changed in place to each attribute in turn, forwards and backwards", arguments: [false, true])
    func everyEdit(backwards: Bool) async throws {
        let samples = AttributeSample.schedulers + AttributeSample.flags + AttributeSample.persistence
        let ordered = backwards ? samples.reversed() : samples
        let key = try key(.tcp, "192.0.2.1:80")
        try await play { namespace in
            try await Command("ipvsadm", "-A", "-t", "192.0.2.1:80", "-s", "wlc", in: namespace).succeed()
            // sip speaks UDP only, and an IPv6 prefix is no IPv4 one.
            for sample in ordered where sample.entry.service.key == key {
                let steps = [PlanStep.editService(sample.entry.service)]
                #expect(try await apply(steps, in: namespace).isEmpty, "\(sample.name)")
                #expect(try await saved(namespace) == sample.lines, "\(sample.name)")
            }
        }
    }

    @Test("the version and the size of the connection table are those that ipvsadm shows")
    func info() async throws {
        try await play { namespace in
            let info = try await namespace.onThread("ipvs") { try IPVSClient().info() }
            let heading = try await Command("ipvsadm", "-Ln", in: namespace).succeed().prefix { $0 != "\n" }
            #expect(heading == "IP Virtual Server version \(info.version) (size=\(info.connectionTableSize))")
            #expect(info.connectionTableSize > 0)
        }
    }

    @Test("synchronisation daemons that ipvsadm started are read, with a group of either family")
    func foreignDaemons() async throws {
        try await play { namespace in
            try await namespace.ip(
                "link add sync0 type veth peer name sync1", "link set sync0 up", "link set sync1 up",
                "address add 10.0.0.1/24 dev sync0", "address add fe80::1/64 dev sync0 nodad")
            try await Command(
                "ipvsadm", "--start-daemon", "master", "--mcast-interface", "sync0", "--syncid", "9", "--sync-maxlen",
                "1300", "--mcast-group", "224.0.0.77", "--mcast-port", "7777", "--mcast-ttl", "5", in: namespace
            ).succeed()
            try await Command(
                "ipvsadm", "--start-daemon", "backup", "--mcast-interface", "sync0", "--syncid", "10",
                "--sync-maxlen", "1200", "--mcast-group", "ff02::77", "--mcast-port", "7778", "--mcast-ttl", "6",
                in: namespace
            ).succeed()
            let interface = try #require(InterfaceName("sync0"))
            let wanted = [
                SyncDaemon(
                    .master, on: interface, syncID: 9, maximumLength: 1300, group: IPAddress("224.0.0.77"), port: 7777,
                    ttl: 5),
                SyncDaemon(
                    .backup, on: interface, syncID: 10, maximumLength: 1200, group: IPAddress("ff02::77"), port: 7778,
                    ttl: 6),
            ]
            let read: @Sendable () throws -> [SyncDaemon] = { try IPVSClient().syncDaemons() }
            #expect(try await namespace.onThread("ipvs", read) == wanted)

            // Stopped by us, started by us with all of it, read by ipvsadm.
            let list = ["ipvsadm", "-Ln", "--daemon"]
            let shown = try await Command(list, in: namespace).succeed()
            #expect(shown.contains("group=ff02::77, port=7778, ttl=6"))
            try await namespace.onThread("ipvs") {
                let client = try IPVSClient()
                for daemon in wanted { try client.stop(daemon.role) }
            }
            #expect(try await Command(list, in: namespace).succeed() == "")
            try await namespace.onThread("ipvs") {
                let client = try IPVSClient()
                for daemon in wanted { try client.start(daemon) }
            }
            #expect(try await Command(list, in: namespace).succeed() == shown)
        }
    }
}

extension ForwardingMethod {
    fileprivate var nameInKernelFile: String {
        switch self {
        case .nat: "Masq"
        case .direct: "Route"
        case .tunnel: "Tunnel"
        case .other(let number): "\(number)"
        }
    }
}
