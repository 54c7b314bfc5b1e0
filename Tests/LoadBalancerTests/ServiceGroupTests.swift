import Addresses
import ControlMessages
import Deadlines
import HealthChecker
import IPVSKit
import LoadBalancer
import NodeConfiguration
import Testing

@Suite("A group's services")
struct ServiceGroupTests {
    private func pool(_ method: String = "NAT", server: String = "10.0.0.1", sorry: String = "") throws -> ServicePool {
        let configuration = try read(
            """
            virtual_server_group web {
                192.0.2.1 80
                192.0.2.2-3 443
                fwmark 7
            }
            virtual_server group web {
                lvs_sched rr
                lvs_method \(method)
                protocol TCP
                \(sorry)
                real_server \(server) {
                    TCP_CHECK {
                        connect_port 80
                    }
                }
            }
            """)
        return ServicePool(try #require(configuration.virtualServers.first))
    }

    private func text(_ pool: ServicePool) -> [String] {
        TableEntry.all(wantedFor: pool).map { entry in
            "\(entry.service.key) " + entry.realServers.map { "\($0.key)" }.joined(separator: " ")
        }
    }

    @Test("each member is a service of its own with the same real servers")
    func entries() throws {
        #expect(
            text(try pool(server: "10.0.0.1 8080")) == [
                "TCP 192.0.2.1:80 10.0.0.1:8080", "TCP 192.0.2.2:443 10.0.0.1:8080", "TCP 192.0.2.3:443 10.0.0.1:8080",
                "FWM 7 10.0.0.1:8080",
            ])
    }

    @Test("with DR a real server has each member's port, with NAT and none of its own the packet's")
    func ports() throws {
        #expect(
            text(try pool("DR")) == [
                "TCP 192.0.2.1:80 10.0.0.1:80", "TCP 192.0.2.2:443 10.0.0.1:443", "TCP 192.0.2.3:443 10.0.0.1:443",
                "FWM 7 10.0.0.1:0",
            ])
        #expect(text(try pool()).allSatisfy { $0.hasSuffix(" 10.0.0.1:0") })
    }

    @Test("a real server of a group is checked once, and its failure takes it out everywhere")
    func oneCheck() throws {
        var pool = try pool("DR", sorry: "sorry_server 10.0.0.9")
        let checks = CheckSpecification.all(of: pool.settings)
        #expect(checks.map(\.key.description) == ["10.0.0.1:0 of TCP group web"])
        let key = try #require(checks.first?.key)
        let changes = pool.record(CheckNotice(key: key, verdict: .down, reason: "refused", at: .zero))
        #expect(changes == [.serverDown("10.0.0.1:0", reason: "refused"), .quorumDown])
        #expect(
            text(pool) == [
                "TCP 192.0.2.1:80 10.0.0.9:80", "TCP 192.0.2.2:443 10.0.0.9:443", "TCP 192.0.2.3:443 10.0.0.9:443",
                "FWM 7 10.0.0.9:0",
            ])
        #expect(ServicePool(pool.settings, inheriting: pool).quorum.isUp == false)
    }

    @Test("a group is told by its name and its number, as keepalived does")
    func lines() throws {
        let service = try pool().settings
        let server = try #require(RealServerKey("10.0.0.1:80"))
        #expect(ServiceLine.quorum(of: service, isUp: true) == "VS [web]:0 UP\n")
        #expect(ServiceLine.server(server, of: service, isUp: false) == "RS [10.0.0.1]:tcp:80 [web]:0 DOWN\n")
    }

    /// The text of a group and its uses: what each says, with the number of its one real server.
    private func text(_ lines: String, _ uses: KeyValuePairs<String, Int>) -> String {
        let blocks = uses.map { use, number in
            """
            virtual_server group g {
                lvs_sched rr
                lvs_method TUN
                \(use)
                real_server 10.0.0.\(number) 80 {
                    TCP_CHECK {
                        connect_port 80
                    }
                }
            }
            """
        }
        return "virtual_server_group g {\n\(lines)\n}\n" + blocks.joined(separator: "\n")
    }

    @Test("the uses of one group have names of their own, as tracking has them")
    func names() throws {
        let marks = try read(text("fwmark 7", ["ip_family inet": 1, "ip_family inet6": 2])).virtualServers
        #expect(marks.map { "\(ServiceName($0))" } == ["FWM group g", "FWM IPv6 group g"])
        #expect(marks.map(\.trackingName) == ["fwmark/group/g", "fwmark/ipv6/group/g"])
        let mixed = try read(
            text(
                "192.0.2.1 80\nfwmark 7",
                ["protocol TCP\nip_family inet6": 1, "protocol UDP\nip_family inet": 2])
        ).virtualServers
        #expect(mixed.map { "\(ServiceName($0))" } == ["TCP IPv6 group g", "UDP group g"])
        for service in marks + mixed { #expect(ServiceName(service).pathText == service.trackingName) }
        let server = try #require(RealServerKey("10.0.0.1:80"))
        #expect(
            marks.map { ServiceLine.server(server, of: $0, isUp: true) } == [
                "RS [10.0.0.1]:none:80 [g]:0 UP\n", "RS [10.0.0.1]:none:80 [g]:1 UP\n",
            ])
        #expect(ServiceLine.server(server, of: mixed[1], isUp: true) == "RS [10.0.0.1]:udp:80 [g]:1 UP\n")
    }

    @Test("a dead server of the second family leaves, where one mark is for both")
    func bothFamilies() async throws {
        let kernel = FakeKernelTable()
        let pools = ServicePools.silent(over: kernel)
        let services = try read(text("fwmark 7", ["ip_family inet": 1, "ip_family inet6": 2])).virtualServers
        try await pools.configure(services)
        await pools.prune()
        let checks = services.flatMap(CheckSpecification.all(of:))
        #expect(Set(checks.map(\.key)).count == 2)
        let second = try #require(checks.last).key
        await pools.record([CheckNotice(key: second, verdict: .down, reason: "refused", at: .zero)])
        #expect(kernel.entries[.firewallMark(7, .ipv4)]?.realServers.count == 1)
        #expect(kernel.entries[.firewallMark(7, .ipv6)]?.realServers.count == 0)
    }

    @Test("a use of a group keeps what is known of its servers when one before it leaves the file")
    func shifted() async throws {
        let kernel = FakeKernelTable()
        let pools = ServicePools.silent(over: kernel)
        let before = try read(text("192.0.2.1 80", ["protocol TCP": 1, "protocol UDP": 2]))
        let after = try read(text("192.0.2.1 80", ["protocol UDP": 2]))
        try await pools.configure(before.virtualServers)
        await pools.prune()
        let dead = try #require(before.virtualServers.flatMap(CheckSpecification.all(of:)).last).key
        await pools.record([CheckNotice(key: dead, verdict: .down, reason: "refused", at: .zero)])
        let (tcp, udp) = (ServiceKey(pathText: "tcp/192.0.2.1:80"), ServiceKey(pathText: "udp/192.0.2.1:80"))
        #expect(try kernel.entries[#require(udp)]?.realServers.count == 0)
        _ = kernel.takeSent()
        try await pools.configure(after.virtualServers)
        await pools.prune()
        #expect(kernel.takeSent() == [.removeService(try #require(tcp))])
        #expect(try kernel.entries[#require(udp)]?.realServers.count == 0)
        #expect(
            Set(ConfigurationChanges.between(before, and: after).map { "\($0.action) \($0.name)" }) == [
                "remove TCP group g", "remove 10.0.0.1:80 of TCP group g",
            ])
    }

    @Test("a reload leaves the services of a group in the kernel where an audit has found only some of them again")
    func halfKnown() async throws {
        let kernel = FakeKernelTable()
        let pools = ServicePools.silent(over: kernel)
        let services = try read(text("10.1.0.0/22 80", ["protocol TCP": 1])).virtualServers
        try await pools.configure(services)
        await pools.prune()
        let before = kernel.entries
        #expect(before.count == 1_024)
        // What was written is not known any more, though the table is as it was.
        kernel.isUnloaded = true
        _ = await pools.snapshot()
        kernel.isUnloaded = false
        kernel.onRead = { _ in withUnsafeCurrentTask { $0?.cancel() } }
        await Task { _ = await pools.audit() }.value
        kernel.onRead = { _ in }
        try await pools.configure(services)
        await pools.prune()
        #expect(kernel.entries == before)
    }

    /// A group of these ports with servers that stand in the file in no order.
    private func services(servers: [Int]) throws -> [VirtualServer] {
        let blocks = servers.map { "real_server 10.0.0.\($0) 80 {\n}" }.joined(separator: "\n")
        return try read(
            """
            virtual_server_group g {
                192.0.2.1-3 80
            }
            virtual_server group g {
                lvs_sched rr
                lvs_method NAT
                protocol TCP
                drain_timeout 60
                \(blocks)
            }
            """
        ).virtualServers
    }

    @Test("the services of a group have one list of real servers in memory, whatever its order in the file")
    func sharing() async throws {
        let kernel = FakeKernelTable()
        let pools = ServicePools.silent(over: kernel)
        func lists(of table: Table) -> Set<UnsafePointer<IPVSKit.RealServer>?> {
            Set(table.entries.map { $0.realServers.withUnsafeBufferPointer(\.baseAddress) })
        }
        try await pools.configure(try services(servers: [3, 1, 2]))
        await pools.prune()
        #expect(lists(of: await pools.snapshot().wanted).count == 1)
        await pools.audit()
        #expect(lists(of: await pools.snapshot().wanted).count == 1)
    }

    @Test("a real server that drains is told once for its group, and once again when it is gone")
    func draining() async throws {
        let kernel = FakeKernelTable()
        let log = RecordedLog()
        let pools = ServicePools.silent(over: kernel, events: EventJournal(logger: log.logger))
        try await pools.configure(try services(servers: [1, 2]))
        await pools.prune()
        try await pools.configure(try services(servers: [1]))
        await pools.prune()
        for _ in 0..<1_000 where kernel.entries.values.contains(where: { $0.realServers.count > 1 }) {
            try await Task.sleep(for: .milliseconds(10))
        }
        // Behind the turn in which the drain ended.
        await pools.writeAgain()
        #expect(kernel.entries.values.allSatisfy { $0.realServers.count == 1 })
        let lines = log.lines.filter { $0.contains("10.0.0.2:80 of") }
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.contains("10.0.0.2:80 of TCP group g") })
    }
}
