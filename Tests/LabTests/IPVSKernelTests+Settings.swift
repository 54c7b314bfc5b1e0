import Addresses
import IPVSKit
import LabScenario
import Testing

// What belongs to the namespace as a whole, and the rarer attributes of entries.
extension Lab.IPVSKernelTests {
    private func ask<Answer: Sendable>(
        _ namespace: NetworkNamespace, _ question: @escaping @Sendable (IPVSClient) throws -> Answer
    ) async throws -> Answer {
        try await namespace.onThread("ipvs") { try question(IPVSClient()) }
    }

    private func listed(_ option: String, in namespace: NetworkNamespace) async throws -> [String] {
        try await Command("ipvsadm", "-Ln", option, in: namespace).succeed().split(separator: "\n").map(String.init)
    }

    @Test("ipvsadm shows the timeouts that were set, and those that ipvsadm set are read")
    func timeouts() async throws {
        try await play { namespace in
            let first = try await ask(namespace) { try $0.timeouts() }
            #expect(first == Timeouts(tcp: 900, tcpFIN: 120, udp: 300))
            try await ask(namespace) { try $0.set(Timeouts(tcp: 100, udp: 33)) }
            #expect(try await listed("--timeout", in: namespace) == ["Timeout (tcp tcpfin udp): 100 120 33"])
            try await Command("ipvsadm", "--set", "7", "8", "9", in: namespace).succeed()
            #expect(try await ask(namespace) { try $0.timeouts() } == Timeouts(tcp: 7, tcpFIN: 8, udp: 9))
            let error = await #expect(throws: IPVSError.self) {
                try await ask(namespace) { try $0.set(Timeouts(tcp: 1, tcpFIN: .max)) }
            }
            #expect(error?.errno == 22)
            #expect(try await ask(namespace) { try $0.timeouts() } == Timeouts(tcp: 7, tcpFIN: 8, udp: 9))
        }
    }

    @Test("ipvsadm shows the synchronisation daemons that were started, and they can be stopped")
    func daemons() async throws {
        try await play { namespace in
            try await namespace.ip(
                "link add sync0 type veth peer name sync1", "link set sync0 up", "link set sync1 up",
                "address add 10.0.0.1/24 dev sync0", "address add fe80::1/64 dev sync0 nodad")
            let interface = try #require(InterfaceName("sync0"))
            let master = SyncDaemon(
                .master, on: interface, syncID: 7, maximumLength: 1400, group: IPAddress("224.0.0.99"), port: 9999,
                ttl: 3)
            try await ask(namespace) { try $0.start(master) }
            try await ask(namespace) { try $0.start(SyncDaemon(.backup, on: interface, syncID: 255)) }
            let backup = SyncDaemon(
                .backup, on: interface, syncID: 255, maximumLength: 1472, group: IPAddress("224.0.0.81"), port: 8848,
                ttl: 1)
            #expect(try await ask(namespace) { try $0.syncDaemons() } == [master, backup])
            #expect(
                try await listed("--daemon", in: namespace) == [
                    "master sync daemon (mcast=sync0, syncid=7, maxlen=1400, group=224.0.0.99, port=9999, ttl=3)",
                    "backup sync daemon (mcast=sync0, syncid=255, maxlen=1472, group=224.0.0.81, port=8848, ttl=1)",
                ])
            let again = await #expect(throws: IPVSError.self) {
                try await ask(namespace) { try $0.start(SyncDaemon(.backup, on: interface)) }
            }
            #expect(again?.errno == 17)
            try await ask(namespace) { try $0.stop(.backup) }
            let group6 = SyncDaemon(.backup, on: interface, group: IPAddress("ff02::5"))
            try await ask(namespace) { try $0.start(group6) }
            #expect(try await ask(namespace) { try $0.syncDaemons() }.map(\.group) == [master.group, group6.group])
            try await ask(namespace) { try $0.stop(.backup) }
            try await ask(namespace) { try $0.stop(.master) }
            #expect(try await ask(namespace) { try $0.syncDaemons() }.isEmpty)
            let none = await #expect(throws: IPVSError.self) { try await ask(namespace) { try $0.stop(.master) } }
            #expect(none?.errno == 3)
        }
    }

    @Test("a synchronisation daemon is refused on a missing interface, and beside real servers of another family")
    func refusedDaemons() async throws {
        try await play { namespace in
            try await namespace.ip("link add sync0 type veth peer name sync1", "link set sync0 up")
            let (here, nowhere) = (try #require(InterfaceName("sync0")), try #require(InterfaceName("nowhere0")))
            let missing = await #expect(throws: IPVSError.self) {
                try await ask(namespace) { try $0.start(SyncDaemon(.master, on: nowhere)) }
            }
            #expect(missing?.errno == 19)
            let service = VirtualService(try key(.tcp, "[2001:db8::1]:443"), scheduler: .roundRobin)
            let mixed = Table([TableEntry(service, realServers: [try server("10.0.0.8:443", .tunnel)])])
            #expect(try await make(mixed, in: namespace).0.isEmpty)
            let refused = await #expect(throws: IPVSError.self) {
                try await ask(namespace) { try $0.start(SyncDaemon(.master, on: here)) }
            }
            #expect(refused?.errno == 22)
            #expect(refused?.hint?.contains("another address family") == true)
        }
    }

    @Test("counters are zeroed for one service, then for all")
    func zero() async throws {
        try await play { namespace in
            try await namespace.ip(
                "link set lo up", "address add 192.0.2.1/32 dev lo", "link add probe0 type veth peer name probe1",
                "link set probe0 up", "link set probe1 up", "address add 10.0.0.254/24 dev probe0")
            let keys = [try key(.udp, "192.0.2.1:53"), try key(.udp, "192.0.2.1:54")]
            let table = Table(
                try keys.map { key in
                    TableEntry(
                        VirtualService(key, scheduler: .roundRobin), realServers: [try server("10.0.0.1:53", .nat)])
                })
            #expect(try await make(table, in: namespace).0.isEmpty)
            let both = "echo x >/dev/udp/192.0.2.1/53; echo x >/dev/udp/192.0.2.1/54"
            try await Command("bash", "-c", both, in: namespace).succeed()
            let counts: @Sendable (IPVSClient) throws -> [[UInt64]] = { client in
                try client.status().map { status in
                    [status.counters.connections, status.realServers.first?.counters.incomingPackets ?? 99]
                }
            }
            // Before the kernel has brought the counters up to date there is nothing to zero.
            try await eventually("both services have counted", within: Lab.patience) {
                try await ask(namespace, counts) == [[1, 1], [1, 1]]
            }
            try await ask(namespace) { [key = keys[1]] in try $0.zeroCounters(of: key) }
            #expect(try await ask(namespace, counts) == [[1, 1], [0, 0]])
            try await ask(namespace) { try $0.zeroCounters() }
            #expect(try await ask(namespace, counts) == [[0, 0], [0, 0]])
            let totals = try await Command("cat", "/proc/net/ip_vs_stats", in: namespace).succeed()
            #expect(
                totals.split(separator: "\n").dropFirst(2).first?.split(separator: " ") == ["0", "0", "0", "0", "0"])
            let gone = try key(.udp, "192.0.2.9:53")
            let error = await #expect(throws: IPVSError.self) {
                try await ask(namespace) { try $0.zeroCounters(of: gone) }
            }
            #expect(error?.errno == 3)
        }
    }

    @Test("a flush leaves nothing, whoever added it")
    func flush() async throws {
        try await play { namespace in
            try await Command("ipvsadm", "-A", "-t", "192.0.2.9:80", in: namespace).succeed()
            let service = VirtualService(try key(.tcp, "192.0.2.1:80"), scheduler: .roundRobin)
            #expect(
                try await apply(
                    [.addService(service), .addRealServer(try server("10.0.0.1:80", .nat), to: service.key)],
                    in: namespace
                ).isEmpty)
            #expect(try await saved(namespace).count == 3)
            try await ask(namespace) { try $0.flush() }
            #expect(try await saved(namespace).isEmpty)
        }
    }

    @Test("engine sip, scheduler flags, tunnels over the other family and thresholds are set and read back")
    func rareAttributes() async throws {
        try await play { namespace in
            let sip = VirtualService(
                try key(.udp, "192.0.2.1:5060"), scheduler: .roundRobin, flags: .onePacket,
                persistence: Persistence(timeout: 60, prefixLength: 32, engine: "sip"))
            let maglev = VirtualService(
                try key(.tcp, "192.0.2.1:80"), scheduler: .maglevHashing,
                flags: [.maglevHashingFallback, .maglevHashingPort])
            let limits = RealServer(
                try server("10.0.0.1:80", .nat).key, method: .nat, upperThreshold: 70_000, lowerThreshold: 50)
            let tunnels = [
                try server("[2001:db8::9]:80", .tunnel), try server("[2001:db8::a]:80", .tunnel, tunnel: .gre(.none)),
                try server("10.0.0.2:80", .tunnel, tunnel: .gue(port: 6080, .none)),
            ]
            let hashing = VirtualService(
                .firewallMark(.max, .ipv6), scheduler: .sourceHashing,
                flags: [.sourceHashingPort, .schedulerFlag3])
            let wanted = Table([
                TableEntry(sip), TableEntry(maglev, realServers: tunnels + [limits]), TableEntry(hashing),
            ])
            let (failures, table) = try await make(wanted, in: namespace)
            #expect(failures.isEmpty)
            #expect(table == wanted)
            #expect(try await ask(namespace) { try $0.status() }.allSatisfy(\.isHashed))
            let lines = try await saved(namespace)
            #expect(lines.contains("-A -u 192.0.2.1:5060 -s rr -p 60 --pe sip -o"))
            #expect(lines.contains("-A -t 192.0.2.1:80 -s mh -b mh-fallback,mh-port"))
            #expect(lines.contains("-A -f -1 -6 -s sh -b sh-port"))
            #expect(lines.contains("-a -t 192.0.2.1:80 -r [2001:db8::a]:80 -i -w 1 --tun-type gre --tun-nocsum"))
            let thresholds = try await listed("--thresholds", in: namespace)
            #expect(
                thresholds.contains { line in
                    line.split(separator: " ") == ["->", "10.0.0.1:80", "70000", "50", "0", "0"]
                })
        }
    }
}
