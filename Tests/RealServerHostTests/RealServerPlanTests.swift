import Addresses
import RealServerHost
import Testing

@Suite("Steps that make a host a real server")
struct RealServerPlanTests {
    private static let ipv4 = IPAddress.v4(IPv4Address(192, 0, 2, 40))
    private static let other = IPAddress.v4(IPv4Address(192, 0, 2, 41))
    private static let ipv6 = IPAddress.v6(IPv6Address(high: 0x2001_0DB8_0000_0000, low: 0x40))

    /// A host that does what it is told.
    private struct Host {
        var facts = HostFacts()
        var record = HostRecord()

        init(settings: [String: Int] = [:]) {
            for (name, value) in ["arp_ignore": 0, "arp_announce": 0, "rp_filter": 1] {
                facts.settings[HostSetting(name, of: "all")] = value
            }
            for (path, value) in settings {
                let parts = path.split(separator: "/").map(String.init)
                facts.settings[HostSetting(parts[1], of: parts[0])] = value
            }
            facts.interfaces = ["lo": true, "eth0": true]
        }

        mutating func up(
            _ addresses: [IPAddress], _ method: RealServerMethod = .direct, on name: String? = nil
        ) throws -> [String] {
            let missing = try RealServerPlan.interfaces(for: addresses, method, named: name, facts, record)
            let first = carryOut(missing)
            return first + carryOut(RealServerPlan.up(addresses, method, named: name, facts, record))
        }

        mutating func down(_ addresses: [IPAddress]? = nil) -> [String] {
            carryOut(RealServerPlan.down(addresses, facts, record))
        }

        var faults: [[String]] { record.addresses.map { RealServerPlan.faults(of: $0, facts) } }

        private mutating func carryOut(_ plan: RealServerPlan) -> [String] {
            record = plan.record
            for step in plan.steps {
                switch step {
                case .make(let name, _):
                    facts.interfaces[name] = false
                    facts.settings[HostSetting("rp_filter", of: name)] = 1
                case .remove(let name): facts.interfaces[name] = nil
                case .switchOn(let name): facts.interfaces[name] = true
                case .switchOff(let name): facts.interfaces[name] = false
                case .add(let address, let name):
                    facts.addresses.insert(HostFacts.PlacedAddress(address, on: name))
                case .take(let address, let name):
                    facts.addresses.remove(HostFacts.PlacedAddress(address, on: name))
                case .set(let setting, let value): facts.settings[setting] = value
                }
            }
            return plan.steps.map(\.description)
        }
    }

    private static let directSteps = [
        "made interface lvs-vip (dummy)", "set net/ipv4/conf/all/arp_ignore to 1",
        "set net/ipv4/conf/all/arp_announce to 2", "switched lvs-vip on", "added 192.0.2.40/32 to lvs-vip",
    ]

    @Test("ST-42: a virtual IP for direct routing comes on a dummy interface, after ARP was silenced")
    func direct() throws {
        var host = Host()
        #expect(try host.up([Self.ipv4]) == Self.directSteps)
        #expect(host.faults == [[]])
    }

    @Test("what is there already stays as it is, however often it is asked for")
    func idempotent() throws {
        var host = Host()
        _ = try host.up([Self.ipv4])
        let record = host.record
        #expect(try host.up([Self.ipv4]).isEmpty)
        #expect(host.record == record)
    }

    @Test("everything that was changed is as it was before, and what was there before stays")
    func restores() throws {
        var host = Host(settings: ["all/arp_announce": 1])
        let before = host.facts
        _ = try host.up([Self.ipv4, Self.ipv6])
        #expect(host.facts.settings[HostSetting("arp_announce", of: "all")] == 2)
        _ = host.down()
        #expect(host.facts.settings.filter { before.settings[$0.key] != nil } == before.settings)
        #expect(host.facts.interfaces == before.interfaces && host.facts.addresses.isEmpty)
        #expect(host.record.isEmpty)
    }

    @Test("one of several virtual IPs leaves, and what the others need stays")
    func oneOfSeveral() throws {
        var host = Host()
        _ = try host.up([Self.ipv4])
        #expect(try host.up([Self.other]) == ["added 192.0.2.41/32 to lvs-vip"])
        #expect(host.down([Self.ipv4]) == ["took 192.0.2.40/32 off lvs-vip"])
        #expect(host.faults == [[]])
        #expect(
            host.down([Self.other]) == [
                "took 192.0.2.41/32 off lvs-vip", "set net/ipv4/conf/all/arp_ignore to 0",
                "set net/ipv4/conf/all/arp_announce to 0", "switched lvs-vip off", "removed interface lvs-vip",
            ])
    }

    @Test("a setting that somebody changed since is his")
    func changedSince() throws {
        var host = Host()
        _ = try host.up([Self.ipv4])
        host.facts.settings[HostSetting("arp_ignore", of: "all")] = 2
        #expect(!host.down().contains { $0.contains("arp_ignore") })
        #expect(host.record.isEmpty)
    }

    @Test("an address that somebody else had put there is not taken away")
    func foreignAddress() throws {
        var host = Host()
        host.facts.addresses = [HostFacts.PlacedAddress(Self.ipv4, on: "lo")]
        let steps = try host.up([Self.ipv4], on: "lo")
        #expect(!steps.contains { $0.contains("added") })
        #expect(!host.down().contains { $0.contains("took") })
    }

    @Test("settings that are as strict already are left alone")
    func strictAlready() throws {
        var host = Host(settings: ["all/arp_ignore": 2, "all/arp_announce": 2])
        #expect(!(try host.up([Self.ipv4], on: "lo")).contains { $0.contains("set ") })
    }

    @Test("IPv6 needs no settings: neighbours are answered for addresses of the interface that they ask on only")
    func ipv6() throws {
        var host = Host()
        #expect(
            try host.up([Self.ipv6]) == [
                "made interface lvs-vip (dummy)", "switched lvs-vip on", "added 2001:db8::40/128 to lvs-vip",
            ])
    }

    @Test("a tunnel's reverse path is loosened where it is strict, and nowhere else")
    func tunnel() throws {
        var host = Host()
        let steps = try host.up([Self.ipv4], .tunnel)
        #expect(steps.first == "made interface tunl0 (ipip)")
        #expect(steps.contains("set net/ipv4/conf/tunl0/rp_filter to 2"))
        #expect(steps.last == "added 192.0.2.40/32 to tunl0")
        #expect(host.faults == [[]])
        for settings in [["all/rp_filter": 0, "tunl0/rp_filter": 0], ["all/rp_filter": 2, "tunl0/rp_filter": 1]] {
            var loose = Host(settings: settings)
            loose.facts.interfaces["tunl0"] = false
            #expect(!(try loose.up([Self.ipv4], .tunnel)).contains { $0.contains("rp_filter") })
            #expect(loose.down().last == "switched tunl0 off")
        }
    }

    @Test("an IPv6 tunnel is another interface")
    func ipv6Tunnel() throws {
        var host = Host()
        #expect(try host.up([Self.ipv6], .tunnel).first == "made interface ip6tnl0 (ip6tnl)")
    }

    @Test("an interface that is named must be there")
    func unknownInterface() {
        var host = Host()
        #expect(throws: RealServerError.self) { try host.up([Self.ipv4], on: "eth7") }
        #expect(host.record.isEmpty)
    }

    @Test("what is wrong with a virtual IP is told")
    func faults() throws {
        var host = Host()
        _ = try host.up([Self.ipv4], .tunnel)
        host.facts.addresses = []
        host.facts.interfaces["tunl0"] = false
        host.facts.settings[HostSetting("arp_ignore", of: "all")] = 0
        host.facts.settings[HostSetting("rp_filter", of: "tunl0")] = 0
        #expect(host.faults[0].count == 4)
        for word in ["off", "not on tunl0", "arp_ignore is 0", "strict"] {
            #expect(host.faults[0].contains { $0.contains(word) }, "\(word)")
        }
        host.facts.interfaces["tunl0"] = nil
        #expect(host.faults[0].contains { $0.contains("no interface") })
    }
}
