import Addresses
import IPVSKit
import LabScenario
import Netlink
import Testing

extension Lab {
    /// What IPVSKit does to a real kernel, as ipvsadm, /proc/net/ip_vs and ip see it.
    @Suite("IPVS kernel")
    struct IPVSKernelTests {
        func play(_ scenario: (NetworkNamespace) async throws -> Void) async throws {
            let namespace = try await NetworkNamespace.create("ipvskernel")
            do {
                try await scenario(namespace)
            } catch {
                await namespace.delete()
                throw error
            }
            await namespace.delete()
        }

        /// Makes the namespace's table the wanted one and returns the kernel's refusals and its table afterwards.
        func make(_ wanted: Table, in namespace: NetworkNamespace) async throws -> ([PlanFailure], Table) {
            try await namespace.onThread("ipvs") {
                let client = try IPVSClient()
                let failures = try client.apply(TableDiff.plan(from: try client.table(), to: wanted) { _ in true })
                return (failures, try client.table())
            }
        }

        func apply(_ steps: [PlanStep], in namespace: NetworkNamespace) async throws -> [PlanFailure] {
            try await namespace.onThread("ipvs") { try IPVSClient().apply(Plan(steps)) }
        }

        /// ipvsadm's lines, sorted, without spaces at their ends.
        func saved(_ namespace: NetworkNamespace) async throws -> [String] {
            let output = try await Command("ipvsadm", "-Sn", in: namespace).succeed()
            return output.split(separator: "\n").map { line in
                line.split(separator: " ").joined(separator: " ")
            }.sorted()
        }

        func key(_ transport: TransportProtocol, _ text: String) throws -> ServiceKey {
            .address(transport, try #require(Endpoint(text)))
        }

        func server(
            _ text: String, _ method: ForwardingMethod, weight: UInt32 = 1, tunnel: Tunnel = .ipip
        ) throws -> RealServer {
            let endpoint = try #require(Endpoint(text))
            let key = RealServerKey(endpoint.address, port: endpoint.port)
            return RealServer(key, method: method, weight: weight, tunnel: tunnel)
        }

        /// Every kind of service and real server.
        private func variety() throws -> Table {
            let webServers = try [
                server("10.0.0.1:8080", .nat, weight: 3), server("10.0.0.2:8080", .nat, weight: 0),
            ]
            let tunnels = try [
                server("10.0.0.4:9000", .tunnel, weight: 7),
                server("10.0.0.5:9000", .tunnel, tunnel: .gre(.full)),
                server("10.0.0.6:9000", .tunnel, tunnel: .gue(port: 6080, .remote)),
            ]
            let mixed = try [server("[2001:db8::10]:8443", .nat, weight: 5), server("10.0.0.8:443", .tunnel)]
            return Table([
                TableEntry(
                    VirtualService(try key(.tcp, "192.0.2.1:80"), scheduler: .weightedLeastConnection),
                    realServers: webServers),
                TableEntry(
                    VirtualService(try key(.udp, "192.0.2.1:53"), scheduler: .roundRobin, flags: .onePacket),
                    realServers: [try server("10.0.0.3:53", .direct)]),
                TableEntry(
                    VirtualService(
                        try key(.sctp, "192.0.2.2:9000"), scheduler: .sourceHashing,
                        flags: [.schedulerFlag1, .schedulerFlag2]),
                    realServers: tunnels),
                TableEntry(
                    VirtualService(
                        .firewallMark(7, .ipv4), scheduler: .neverQueue,
                        persistence: Persistence(timeout: 300, prefixLength: 24)),
                    realServers: [try server("10.0.0.7:0", .direct, weight: UInt32(Int32.max))]),
                TableEntry(
                    VirtualService(
                        .firewallMark(7, .ipv6), scheduler: .shortestExpectedDelay,
                        persistence: Persistence(timeout: 60, prefixLength: 64)),
                    realServers: [try server("[2001:db8::7]:0", .direct)]),
                TableEntry(
                    VirtualService(
                        try key(.tcp, "[2001:db8::1]:443"), scheduler: .maglevHashing,
                        persistence: Persistence(timeout: 50, prefixLength: 128)),
                    realServers: mixed),
            ])
        }

        @Test("ipvsadm shows services and real servers of every kind as they were asked for")
        func everyKind() async throws {
            try await play { namespace in
                let wanted = try variety()
                let (failures, table) = try await make(wanted, in: namespace)
                #expect(failures.isEmpty)
                #expect(table == wanted)
                #expect(
                    try await saved(namespace)
                        == [
                            "--sctp-service 192.0.2.2:9000 -r 10.0.0.4:9000 -i -w 7 --tun-type ipip",
                            "--sctp-service 192.0.2.2:9000 -r 10.0.0.5:9000 -i -w 1 --tun-type gre --tun-csum",
                            "--sctp-service 192.0.2.2:9000 -r 10.0.0.6:9000 -i -w 1 --tun-type gue --tun-port 6080 "
                                + "--tun-remcsum",
                            "-f 7 -6 -r [2001:db8::7]:0 -g -w 1",
                            "-f 7 -r 10.0.0.7:0 -g -w 2147483647",
                            "-t 192.0.2.1:80 -r 10.0.0.1:8080 -m -w 3",
                            "-t 192.0.2.1:80 -r 10.0.0.2:8080 -m -w 0",
                            "-t [2001:db8::1]:443 -r 10.0.0.8:443 -i -w 1 --tun-type ipip",
                            "-t [2001:db8::1]:443 -r [2001:db8::10]:8443 -m -w 5",
                            "-u 192.0.2.1:53 -r 10.0.0.3:53 -g -w 1",
                        ].map { "-a " + $0 }.sorted().withServices([
                            "--sctp-service 192.0.2.2:9000 -s sh -b sh-fallback,sh-port",
                            "-f 7 -6 -s sed -p 60 -M 64", "-f 7 -s nq -p 300 -M 255.255.255.0",
                            "-t 192.0.2.1:80 -s wlc", "-t [2001:db8::1]:443 -s mh -p 50", "-u 192.0.2.1:53 -s rr -o",
                        ]))
            }
        }

        @Test("/proc/net/ip_vs agrees on method and weight")
        func kernelFile() async throws {
            try await play { namespace in
                _ = try await make(try variety(), in: namespace)
                let kernel = try await KernelTable.read(in: namespace)
                let weights = kernel.weights(of: "TCP 192.0.2.1:80")
                #expect(weights["10.0.0.1:8080"] == 3)
                #expect(weights["10.0.0.2:8080"] == 0)
                #expect(kernel.service("UDP 192.0.2.1:53")?.realServers.first?.method == "Route")
                #expect(
                    kernel.service("SCTP 192.0.2.2:9000")?.realServers.map(\.method) == ["Tunnel", "Tunnel", "Tunnel"])
            }
        }

        @Test("everything about services and real servers can be edited in place")
        func edits() async throws {
            try await play { namespace in
                let first = try variety()
                _ = try await make(first, in: namespace)
                let changed = Table(
                    first.entries.map { entry in
                        var service = entry.service
                        service.scheduler = .weightedRoundRobin
                        service.flags = []
                        service.persistence =
                            service.persistence == nil ? Persistence(timeout: 77, prefixLength: 20) : nil
                        let servers = entry.realServers.map { server in
                            var server = server
                            server.weight = 11
                            server.upperThreshold = 100
                            server.lowerThreshold = 50
                            server.method = server.key.address.family == service.key.family ? .direct : server.method
                            server.tunnel = .ipip
                            return server
                        }
                        return TableEntry(service, realServers: servers)
                    })
                let plan = TableDiff.plan(from: first, to: changed) { _ in true }
                #expect(plan.steps.count == first.entries.count + first.entries.flatMap(\.realServers).count)
                let (failures, table) = try await make(changed, in: namespace)
                #expect(failures.isEmpty)
                #expect(table == changed)
                #expect(try await saved(namespace).contains("-A -u 192.0.2.1:53 -s wrr -p 77 -M 255.255.240.0"))
                #expect(try await saved(namespace).contains("-a -t 192.0.2.1:80 -r 10.0.0.2:8080 -g -w 11"))
            }
        }

        @Test("what ipvsadm adds is read as it is, and left alone where it is not ours")
        func foreign() async throws {
            try await play { namespace in
                try await Command(
                    "ipvsadm", "-A", "-t", "192.0.2.77:77", "-s", "lblcr", "-p", "60", "-M", "255.255.0.0",
                    in: namespace
                ).succeed()
                try await Command(
                    "ipvsadm", "-a", "-t", "192.0.2.77:77", "-r", "10.1.1.1:78", "-m", "-w", "5", "-x", "9",
                    in: namespace
                ).succeed()
                let foreign = try key(.tcp, "192.0.2.77:77")
                var stranger = try server("10.1.1.1:78", .nat, weight: 5)
                stranger.upperThreshold = 9
                let entry = TableEntry(
                    VirtualService(
                        foreign, scheduler: .localityBasedLeastConnectionWithReplication,
                        persistence: Persistence(timeout: 60, prefixLength: 16)),
                    realServers: [stranger])
                let ours = TableEntry(VirtualService(.firewallMark(1, .ipv4), scheduler: .roundRobin))
                let tables = try await namespace.onThread("ipvs") {
                    let client = try IPVSClient()
                    let isOurs = { (key: ServiceKey) in key != foreign }
                    var tables: [Table] = []
                    for wanted in [Table([ours]), Table()] {
                        let plan = TableDiff.plan(from: try client.table(), to: wanted, owned: isOurs)
                        guard try client.apply(plan).isEmpty else { break }
                        tables.append(try client.table())
                    }
                    return tables
                }
                #expect(tables == [Table([ours, entry]), Table([entry])])
            }
        }

        @Test("the kernel's refusals find their steps, and those around them are done")
        func refusals() async throws {
            try await play { namespace in
                let service = VirtualService(try key(.tcp, "192.0.2.1:80"), scheduler: .roundRobin)
                let scheduler = try #require(Scheduler(rawValue: "nosuch"))
                let good = try server("10.0.0.1:80", .nat)
                let steps: [PlanStep] = [
                    .addService(service),
                    .addService(VirtualService(try key(.tcp, "192.0.2.2:80"), scheduler: scheduler)),
                    .addRealServer(try server("224.0.0.1:80", .nat), to: service.key),
                    .addRealServer(try server("10.0.0.9:80", .nat, weight: .max), to: service.key),
                    .addRealServer(good, to: service.key),
                    .addRealServer(good, to: service.key),
                    .removeRealServer(try server("10.0.0.8:80", .nat).key, from: service.key),
                    .removeService(.firewallMark(9, .ipv4)),
                ]
                let failures = try await apply(steps, in: namespace)
                #expect(failures.map(\.step) == [steps[1], steps[2], steps[3], steps[5], steps[6], steps[7]])
                #expect(failures.map(\.error.errno) == [2, 22, 34, 17, 2, 3])
                #expect(failures.map(\.showsChangedTable) == [false, false, false, true, true, true])
                #expect(failures.first?.error.hint?.contains("modprobe ip_vs_nosuch") == true)
                #expect(
                    try await saved(namespace) == [
                        "-A -t 192.0.2.1:80 -s rr", "-a -t 192.0.2.1:80 -r 10.0.0.1:80 -m -w 1",
                    ])
            }
        }

        @Test("a thousand services with ten real servers each are filled, read, changed and emptied without a refusal")
        func large() async throws {
            try await play { namespace in
                let full = Table(
                    (0..<1_000).map { number in
                        let address = IPAddress.v4(IPv4Address(0xC612_0000 + UInt32(number)))
                        let key = ServiceKey.address(.tcp, Endpoint(address, port: 80))
                        let servers = (0..<10).map { index in
                            let address = IPAddress.v4(IPv4Address(0x0A00_0000 + UInt32(number * 16 + index)))
                            return RealServer(RealServerKey(address, port: 80), method: .nat)
                        }
                        return TableEntry(
                            VirtualService(key, scheduler: .weightedLeastConnection), realServers: servers)
                    })
                let replacement = try server("10.200.0.1:80", .nat)
                let replaced = Table(
                    full.entries.map { entry in
                        TableEntry(entry.service, realServers: entry.realServers.dropFirst() + [replacement])
                    })
                for wanted in [full, replaced, Table()] {
                    let (failures, table) = try await make(wanted, in: namespace)
                    #expect(failures.isEmpty)
                    #expect(table == wanted)
                }
            }
        }

        @Test("addresses are added and removed as ip shows them, and a monitor hears of it")
        func addresses() async throws {
            try await play { namespace in
                try await namespace.ip("link add probe0 type veth peer name probe1", "link set probe0 up")
                let changes = try await namespace.onThread("route") {
                    let client = try RouteClient()
                    let monitor = try LinkMonitor()
                    let link = try client.links().first { $0.name.description == "probe0" }
                    guard let link, let ipv4 = Prefix("192.0.2.1/24"), let ipv6 = Prefix("2001:db8::1/64") else {
                        return [LinkChange]()
                    }
                    let addresses = [ipv4, ipv6].map { AddressSpecification($0, on: link.index) }
                    for address in addresses {
                        try client.carryOut(.addAddress(address, valid: AddressLifetime.forever))
                    }
                    try client.carryOut(.removeAddress(addresses[0]))
                    return try monitor.takeChanges()
                }
                let told = changes.compactMap { change -> String? in
                    switch change {
                    case .addressAdded(let address): "+\(address.prefix)"
                    case .addressRemoved(let address): "-\(address.prefix)"
                    case .link, .linkRemoved, .resync: nil
                    }
                }
                #expect(
                    told.filter { !$0.contains("fe80") }.sorted() == [
                        "+192.0.2.1/24", "+2001:db8::1/64", "-192.0.2.1/24",
                    ])
                #expect(try await namespace.holds("2001:db8::1", on: "probe0"))
                #expect(try await !namespace.holds("192.0.2.1", on: "probe0"))
                let shown = try await Command("ip", "-6", "address", "show", "dev", "probe0", in: namespace).succeed()
                #expect(shown.contains("nodad"))
            }
        }
    }
}

extension [String] {
    /// These lines after those that add the services.
    fileprivate func withServices(_ services: [String]) -> [String] {
        (services.map { "-A " + $0 } + self).sorted()
    }
}
