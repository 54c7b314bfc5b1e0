import Addresses
import Deadlines
import NodeConfiguration
import Testing

@Suite("Where adverts go and how they are protected")
struct VRRPTransportTests {
    private func first(_ lines: String, addresses: String = "192.0.2.1") throws -> VRRPInstance {
        try #require(configuration(instance(lines, addresses: addresses)).vrrpInstances.first)
    }

    private func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    @Test(
        "higher_prio_send_advert with lower_prio_no_advert is warned of in version 3, and neither alone nor in version 2",
        arguments: [
            ("higher_prio_send_advert\nlower_prio_no_advert", 3, 1), ("higher_prio_send_advert", 3, 0),
            ("lower_prio_no_advert", 3, 0), ("higher_prio_send_advert\nlower_prio_no_advert", 2, 0),
        ])
    func flapping(lines: String, version: Int, count: Int) {
        let outcome = read(instance("version \(version)\n\(lines)"))
        #expect(outcome.diagnostics.count { $0.message.contains("'advert_int' differ") } == count)
        let globals = lines.split(separator: "\n").map { "vrrp_\($0)\n" }.joined()
        let inherited = read("global_defs {\n\(globals)}\n" + instance("version \(version)"))
        #expect(inherited.diagnostics.count { $0.message.contains("'advert_int' differ") } == count)
    }

    @Test("a whole file with every transport keyword")
    func wholeFile() throws {
        let file = configuration(try Fixture.text("vrrp-transport"))
        let unicast = file.vrrpInstances[0]
        #expect(unicast.sourceAddress == (try address("192.0.2.1")))
        #expect(unicast.tracksSourceAddress)
        #expect(
            unicast.unicast
                == UnicastLines(
                    peers: [
                        UnicastPeerLine(address: try address("192.0.2.2")),
                        UnicastPeerLine(address: try address("192.0.2.3"), minimumTTL: 254, maximumTTL: 255),
                    ], ttl: 64, checksSource: true))
        #expect(unicast.multicastGroup == nil)
        #expect(unicast.downTimerAdvertisements == 4)
        #expect(!unicast.sendsToHigherPriority && unicast.silentToLowerPriority)
        #expect(!unicast.skipsAddressCheck && !unicast.checksumCoversMessageOnly)
        #expect(unicast.lifetime == .off)

        let virtualMAC = file.vrrpInstances[1]
        #expect(virtualMAC.multicastGroup == (try address("224.0.0.200")))
        #expect(virtualMAC.unicast == nil)
        #expect(virtualMAC.downTimerAdvertisements == 5)
        #expect(virtualMAC.sendsToHigherPriority && !virtualMAC.silentToLowerPriority)
        #expect(virtualMAC.skipsAddressCheck && virtualMAC.checksumCoversMessageOnly)
        #expect(!virtualMAC.ownerIgnoresAdvertisements)
        #expect(virtualMAC.lifetime == .seconds(30))
        #expect(virtualMAC.promotesSecondaries && !virtualMAC.tracksPrimary)
        #expect(virtualMAC.priorityOfLateBackup == 254)
        #expect(
            virtualMAC.virtualMAC
                == VirtualMACLine(
                    name: InterfaceName("vip0"), namePrefix: "vip", addressNamePrefix: "addr",
                    hardwareAddress: MACAddress(0x0200_5E00_010B), group: .number(7), transmitsFromBase: true,
                    carriesOtherInterfaces: true))

        let owner = file.vrrpInstances[2]
        #expect(owner.multicastGroup == (try address("ff02::12")))
        #expect(owner.ownerIgnoresAdvertisements && owner.accepts)
        #expect(!owner.checksumCoversMessageOnly)
        #expect(owner.virtualMAC?.hardwareAddress == MACAddress(0x0000_5E00_020C))

        #expect(file.vrrpInstances[3].priorityOfLateBackup == 200)
        #expect(file.vrrpInstances[3].virtualAddresses.isEmpty)
        #expect(file.vrrpInstances[3].unicast?.checksSource == true)
    }

    @Test("the thread, the delays and the interfaces of the same file")
    func globals() throws {
        let file = configuration(try Fixture.text("vrrp-transport"))
        #expect(file.globals.startupDelay == .milliseconds(1_500))
        #expect(file.globals.delayAfterBoot == .seconds(60))
        #expect(file.globals.vrrpThread.niceValue == -10)
        #expect(file.globals.vrrpThread.realTimePriority == 50)
        #expect(file.globals.vrrpThread.isLocked)
        #expect(file.globals.vrrpThread.processors == [1, 2, 3])
        #expect(file.globals.vrrpThread.realTimeLimit == 20_000)
        #expect(
            file.garpGroups == [
                GARPGroup(
                    garpInterval: .milliseconds(10), gnaInterval: .microseconds(1),
                    interfaces: ["eth0"].compactMap(InterfaceName.init)),
                GARPGroup(
                    garpInterval: .milliseconds(500), gnaInterval: .zero,
                    interfaces: ["eth1", "eth2", "eth3"].compactMap(InterfaceName.init)),
            ])
        #expect(file.interfaceDelays.map(\.down) == [.milliseconds(1_500), .seconds(2)])
        #expect(file.interfaceDelays.map(\.up) == [.seconds(3), .zero])
    }

    @Test("without a word, adverts are multicast to the RFC's group from the interface's address")
    func defaults() throws {
        let instance = try first("")
        #expect(instance.unicast == nil && instance.multicastGroup == nil && instance.sourceAddress == nil)
        #expect(instance.virtualMAC == nil && instance.hmac == nil)
        #expect(instance.downTimerAdvertisements == 3)
        #expect(instance.lifetime == .automatic)
        #expect(instance.accepts && instance.tracksPrimary)
        #expect(!instance.isStrict)
    }

    @Test("a bound on a peer's TTL turns on the check of sources, and so does global_defs")
    func sourceCheck() throws {
        let peer = "unicast_peer {\n192.0.2.2\n}"
        #expect(try first(peer).unicast?.checksSource == false)
        #expect(try first(peer).unicast?.ttl == nil)
        #expect(try first("unicast_peer {\n192.0.2.2 max_ttl 3\n}").unicast?.checksSource == true)
        let globals = "global_defs {\nvrrp_check_unicast_src\n}\n"
        #expect(configuration(instance(peer) + globals).vrrpInstances[0].unicast?.checksSource == true)
    }

    @Test("unicast without peers is multicast with a warning, or FAULT where that is asked for")
    func withoutPeers() {
        let outcome = read(instance("unicast_src_ip 192.0.2.7\nunicast_peer {\n}"))
        #expect(outcome.configuration.vrrpInstances.first?.unicast == nil)
        #expect(outcome.configuration.vrrpInstances.first?.refusal == nil)
        #expect(
            outcome.diagnostics.map(\.description) == [
                "test.conf:2:1: warning: there is no address in 'unicast_peer': adverts are multicast"
            ])
        let fault = read(instance("unicast_src_ip 192.0.2.7\nunicast_fault_no_peer"))
        #expect(
            fault.configuration.vrrpInstances.first?.refusal
                == "'unicast_fault_no_peer' is set, and there is no 'unicast_peer'")
        #expect(fault.diagnostics.map(\.severity) == [.warning])
    }

    @Test("the source address decides the family where there is no address, and agrees with it where there is one")
    func sourceFamily() {
        let empty = configuration(
            "vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\nno_virtual_ipaddress\nunicast_src_ip 2001:db8::1\n"
                + "unicast_peer {\n2001:db8::2\n}\n}")
        #expect(empty.vrrpInstances.first?.family == .ipv6)
        #expect(empty.vrrpInstances.first?.version == 3)
        #expect(read(instance("mcast_src_ip 2001:db8::1")).hasErrors)
        #expect(read(instance("unicast_peer {\n2001:db8::1\n}")).hasErrors)
        #expect(read(instance("mcast_dst_ip ff02::99")).hasErrors)
        #expect(read(instance("mcast_dst_ip ff05::99", addresses: "2001:db8::9")).hasErrors)
        #expect(!read(instance("mcast_dst_ip ff12::99", addresses: "2001:db8::9")).hasErrors)
    }

    @Test("an id is used once on an interface, also where groups or peers would tell two apart for keepalived")
    func sharedIdentity() {
        func two(_ first: String, _ second: String) -> Bool {
            !read(instance(first) + instance(second, name: "B")).hasErrors
        }
        #expect(!two("", ""))
        #expect(!two("", "mcast_dst_ip 224.0.0.99"))
        #expect(!two("", "unicast_peer {\n192.0.2.2\n}"))
        #expect(!two("unicast_peer {\n192.0.2.2\n}", "unicast_peer {\n192.0.2.3\n}"))
    }

    @Test("VR-87: the virtual MAC is 00:00:5e:00:01:VRID, for IPv6 00:00:5e:00:02:VRID, or as the line says")
    func virtualMAC() throws {
        let v6 = "2001:db8::1"
        #expect(try first("use_vmac").virtualMAC?.hardwareAddress.description == "00:00:5e:00:01:33")
        #expect(try first("use_vmac", addresses: v6).virtualMAC?.hardwareAddress.description == "00:00:5e:00:02:33")
        #expect(
            try first("use_vmac vm1 2:0:0:0:0:a").virtualMAC
                == VirtualMACLine(name: InterfaceName("vm1"), hardwareAddress: MACAddress(0x0200_0000_000A)))
        #expect(read(instance("use_vmac 01:00:00:00:00:01")).hasErrors)
        #expect(read(instance("use_vmac 1:2:3:4")).hasErrors)
        #expect(read(instance("use_vmac a-name-of-16-byt")).hasErrors)
    }

    @Test("unicast with a virtual MAC sends from the interface below")
    func virtualMACWithUnicast() {
        let outcome = read(instance("use_vmac\nunicast_peer {\n192.0.2.2\n}"))
        #expect(outcome.configuration.vrrpInstances.first?.virtualMAC?.transmitsFromBase == true)
        #expect(
            outcome.diagnostics.map(\.description) == [
                "test.conf:2:1: warning: 'unicast_peer' with 'use_vmac' needs 'vmac_xmit_base': it is set"
            ])
    }

    @Test("auth_hmac: keys as text, digits or files, and which of them signs")
    func hmac() throws {
        let hmac = try #require(configuration(try Fixture.text("vrrp-transport")).vrrpInstances[0].hmac)
        #expect(hmac.keys.map(\.id) == [1, 7, 9])
        #expect(
            hmac.keys.map(\.secret.source) == [
                .bytes(Array("0123456789 0123456789 0123456789 0".utf8)), .bytes(Array(0...31)),
                .file("/etc/swiftlvsd/vrrp.key"),
            ])
        #expect(hmac.activeKey == 7)
        #expect(hmac.replayProtection == .monotonic)
        #expect(hmac.timeWindow == .seconds(10))
        #expect(hmac.mode == .permissive)
    }

    private static let key = "key 1 0123456789abcdef0123456789abcdef\n"

    @Test("auth_hmac's window is three whole adverts and at least 5 s, its mode enforce, its check by the clock")
    func hmacDefaults() throws {
        let lines = "auth_hmac {\n\(Self.key)active_key 1\n}\n"
        let short = try #require(try first(lines).hmac)
        #expect(short.timeWindow == .seconds(5))
        #expect(short.mode == .enforce && short.replayProtection == .time)
        #expect(try first(lines + "advert_int 4").hmac?.timeWindow == .seconds(12))
        #expect(try first(lines + "version 3\nadvert_int 2.9").hmac?.timeWindow == .seconds(6))
    }

    @Test("auth_hmac needs the key that signs, and excludes authentication")
    func hmacMistakes() {
        func said(_ lines: String) -> [String] {
            read(instance("auth_hmac {\n\(lines)\n}")).diagnostics.map(\.message)
        }
        #expect(said("active_key 1") == ["'auth_hmac' has no 'key'"])
        #expect(said(Self.key) == ["'auth_hmac' has no 'active_key'"])
        #expect(said(Self.key + "active_key 2") == ["'auth_hmac' has no key 2"])
        let both = "auth_hmac {\n\(Self.key)active_key 1\n}\nauthentication {\nauth_type PASS\nauth_pass x\n}"
        #expect(
            read(instance(both)).diagnostics.map(\.message) == [
                "'auth_hmac' and 'authentication' exclude each other"
            ])
    }

    @Test("an address has a virtual MAC on the interface of its instance or not at all")
    func virtualMACOfAddress() {
        func messages(_ lines: String, _ address: String) -> [String] {
            read(instance(lines, addresses: address)).diagnostics.map(\.message)
        }
        let unsupported = """
            'use_vmac' of an address works on the interface of an instance that has 'use_vmac'; elsewhere swiftlvsd does \
            not support it
            """
        #expect(messages("use_vmac", "192.0.2.1 use_vmac") == [])
        #expect(messages("use_vmac", "192.0.2.1 dev eth0 use_vmac") == [])
        #expect(messages("use_vmac", "192.0.2.1 dev eth1 use_vmac") == [unsupported])
        #expect(messages("", "192.0.2.1 use_vmac") == [unsupported])
        #expect(messages("use_vmac\nuse_vmac_addr", "192.0.2.1 dev eth0") == [])
        #expect(
            messages("use_vmac\nuse_vmac_addr", "192.0.2.1 dev eth1") == [
                """
                swiftlvsd does not support 'use_vmac_addr', and this address is on another interface than the instance: \
                take it out at test.conf:3:1
                """
            ])
    }

    @Test("a key has 32 to 64 bytes", arguments: [(31, false), (32, true), (64, true), (65, false)])
    func keyLength(count: Int, isGood: Bool) {
        let text = String(repeating: "k", count: count)
        let digits = "hex:" + String(repeating: "a5", count: count)
        for key in [text, digits] {
            #expect(read(instance("auth_hmac {\nkey 1 \(key)\nactive_key 1\n}")).hasErrors == !isGood)
        }
        #expect(read(instance("auth_hmac {\nkey 1 \(digits)a\nactive_key 1\n}")).hasErrors)
        #expect(HMACSecret.bytes(of: "hex:" + String(repeating: "a+", count: 32)) == nil)
    }

    @Test("VR-33: no message, description or dump shows a password or a key")
    func secrets() throws {
        let secret = "s3cret0123456789s3cret0123456789"
        let lines = [
            "auth_pass \(secret)", "authentication {\nauth_type PASS\nauth_pass \"\(secret)\"\n}",
            "authentication { auth_pass \(secret) }", "authentication {\nauth_pass a \(secret)\n}",
            "auth_hmac {\nkey 1 \(secret) \(secret)\n}", "auth_hmac {\nkey 1 hex:\(secret)\n}",
            "auth_hmac {\nkey 0 \(secret)\n}", "key 1 \(secret)", "auth_hmac {\nkey \(secret)\n}",
            "auth_hmac {\nkeys 1 \(secret)\n}", "authentication {\nauth_pas \(secret)\n}",
            "authentication {\nauth_type \(secret)\n}", "authentication\n{\n# }\n\"a}\" \(secret)\n}",
            "auth_hmac {\nactive_key \(secret)\nmode \(secret)\n}", "auth_hmac {\nactive_key 1 \(secret)\n}",
            "authentication { auth_typ \(secret) }",
        ]
        for line in lines {
            let outcome = read(instance(line))
            #expect(!outcome.diagnostics.isEmpty)
            #expect(!outcome.diagnostics.contains { $0.render().contains("s3cret") }, "\(line)")
        }
        let hmac = try first("auth_hmac {\nkey 1 \(secret)\nactive_key 1\n}").hmac
        #expect(!"\(hmac as Any)".contains("s3cret"))
        #expect(!String(reflecting: hmac).contains("115, 51"))
    }
}
