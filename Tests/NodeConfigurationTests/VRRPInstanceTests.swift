import Addresses
import Deadlines
import NodeConfiguration
import Testing

@Suite("vrrp_instance")
struct VRRPInstanceTests {
    private func first(_ lines: String, addresses: String = "192.0.2.1") throws -> VRRPInstance {
        try #require(configuration(instance(lines, addresses: addresses)).vrrpInstances.first)
    }

    @Test("a short instance has keepalived's defaults")
    func defaults() throws {
        let instance = try first("")
        #expect(instance.name == "A")
        #expect(instance.interface == InterfaceName("eth0"))
        #expect(instance.virtualRouterID == 51)
        #expect(instance.version == 2)
        #expect(instance.family == .ipv4)
        #expect(instance.priority == 100)
        #expect(!instance.stateMaster)
        #expect(instance.advertisementInterval == .seconds(1))
        #expect(!instance.noPreempt)
        #expect(instance.preemptDelay == .zero)
        #expect(instance.password == nil)
        #expect(
            instance.virtualAddresses == [
                VirtualAddressLine(prefix: try #require(Prefix("192.0.2.1/32")), interface: nil)
            ])
        #expect(instance.position == SourcePosition(file: "test.conf", line: 1, column: 15))
    }

    @Test(
        "the priority is 100, or 255 with state MASTER, and 255 is always a master",
        arguments: [
            ("", 100, false), ("state MASTER", 255, true), ("state BACKUP", 100, false),
            ("state MASTER\npriority 150", 150, true), ("priority 255", 255, true), ("priority 1", 1, false),
        ] as [(String, UInt8, Bool)])
    func priority(lines: String, priority: UInt8, isMaster: Bool) throws {
        let instance = try first(lines)
        #expect(instance.priority == priority)
        #expect(instance.stateMaster == isMaster)
    }

    @Test("version 3 counts in hundredths of a second, version 2 in seconds, and rounding is said")
    func intervalRounding() throws {
        #expect(try first("version 3\nadvert_int 0.05").advertisementInterval == .milliseconds(50))
        #expect(try first("version 3\nadvert_int 40.95").advertisementInterval == .milliseconds(40_950))
        #expect(try first("advert_int 255").advertisementInterval == .seconds(255))
        let half = read(instance("advert_int 1.5"))
        #expect(half.configuration.vrrpInstances.first?.advertisementInterval == .seconds(2))
        #expect(
            half.diagnostics.map(\.message) == [
                "VRRP version 2 sends whole seconds: 'advert_int 1.5' is rounded to 2"
            ])
        let third = read(instance("version 3\nadvert_int 0.014"))
        #expect(third.configuration.vrrpInstances.first?.advertisementInterval == .milliseconds(10))
        #expect(third.diagnostics.map(\.severity) == [.warning])
        let long = read(instance("version 3\nadvert_int 41"))
        #expect(long.configuration.vrrpInstances.first?.advertisementInterval == .milliseconds(40_950))
        #expect(
            long.diagnostics.map(\.description) == [
                "test.conf:3:1: warning: in VRRP version 3 'advert_int' is at most 40.95 seconds, which are used"
            ])
    }

    @Test("VR-72: version 2 refuses an advert interval below a second")
    func subsecondVersion2() {
        #expect(
            problems(instance("advert_int 0.99")) == [
                "test.conf:2:1: error: VRRP version 2 sends whole seconds only: 'advert_int 0.99' needs version 3"
            ])
        #expect(problems(instance("advert_int 1")) == [])
    }

    @Test("VR-76: IPv6 means version 3; version 2 of the instance itself is an error")
    func ipv6Version() throws {
        let text = "global_defs {\nvrrp_version 2\n}\n" + instance("", addresses: "2001:db8::1/64")
        #expect(configuration(text).vrrpInstances.first?.version == 3)
        #expect(configuration(text).vrrpInstances.first?.family == .ipv6)
        #expect(
            problems(instance("version 2", addresses: "2001:db8::1")) == [
                "test.conf:2:1: error: VRRP version 2 knows no IPv6: set 'version 3'"
            ])
    }

    @Test("VR-77: one family is advertised; the other may only be excluded")
    func mixedFamilies() throws {
        #expect(
            problems(instance("", addresses: "192.0.2.1\n2001:db8::1")) == [
                "test.conf:7:1: error: an instance advertises one family, here IPv4: "
                    + "move this address to 'virtual_ipaddress_excluded'"
            ])
        let excluded = try first("virtual_ipaddress_excluded {\n2001:db8::1/64\n}").excludedAddresses
        #expect(excluded.map(\.prefix.description) == ["2001:db8::1/64"])
    }

    @Test("VR-78: an advert holds 255 IPv4 or 90 IPv6 addresses and is never in fragments; the rest are excluded")
    func addressLimit() throws {
        let v4 = (1...256).map { "10.0.\($0 / 250).\($0 % 250 + 1)" }
        let v6 = (1...91).map { "2001:db8::\($0)" }
        #expect(problems(instance("", addresses: v4.dropLast().joined(separator: "\n"))) == [])
        #expect(problems(instance("", addresses: v6.dropLast().joined(separator: "\n"))) == [])
        let outcome = read(instance("", addresses: v4.joined(separator: "\n")))
        #expect(
            outcome.diagnostics.map(\.description) == [
                "test.conf:261:1: warning: 256 addresses do not fit an advert, which holds 255: "
                    + "those after the first 255 are treated as 'virtual_ipaddress_excluded'"
            ])
        let instances = outcome.configuration.vrrpInstances
        #expect(instances.map(\.virtualAddresses.count) == [255])
        #expect(instances.first?.excludedAddresses.map(\.prefix.address.description) == ["10.0.1.7"])
        let many = read(instance("", addresses: v6.joined(separator: "\n")))
        #expect(many.configuration.vrrpInstances.first?.virtualAddresses.count == 90)
        let key = "auth_hmac {\nkey 1 0123456789abcdef0123456789abcdef\nactive_key 1\n}"
        let signed = read(instance(key, addresses: v6.joined(separator: "\n")))
        #expect(signed.configuration.vrrpInstances.first?.virtualAddresses.count == 89)
    }

    @Test("no address is a warning in version 2 and an error in version 3")
    func noAddress() {
        #expect(read(instance("", addresses: "")).diagnostics.map(\.severity) == [.warning])
        #expect(read(instance("version 3", addresses: "")).diagnostics.map(\.severity) == [.error])
    }

    @Test("an address set twice is left out the second time; a line in error is left out")
    func addressLines() throws {
        let outcome = read(
            instance("", addresses: "192.0.2.1/24 dev eth1\n192.0.2.1/24 dev eth1 label eth1:1\n192.0.2.1"))
        let lines = try #require(outcome.configuration.vrrpInstances.first?.virtualAddresses)
        #expect(lines.map(\.prefix.description) == ["192.0.2.1/24", "192.0.2.1/32"])
        #expect(lines.map(\.interface) == [InterfaceName("eth1"), nil])
        #expect(outcome.diagnostics.map(\.severity) == [.warning])
        let bad = "192.0.2.1/33\n192.0.2.2 dve eth1\n192.0.2.3 peer 10.0.0.1/8\n192.0.2.4 dev\n192.0.2.5"
        #expect(
            problems(instance("", addresses: bad)) == [
                "test.conf:6:1: error: 'virtual_ipaddress' takes an IPv4 or IPv6 address, with /LENGTH or without, "
                    + "not '192.0.2.1/33'",
                "test.conf:7:11: error: unknown word 'dve' in an address line",
                "test.conf:8:16: error: 'peer' takes an IPv4 or IPv6 address, not '10.0.0.1/8'",
                "test.conf:9:11: error: 'dev' needs the name of a network interface",
            ])
    }

    @Test("VR-35: authentication is version 2's password of 8 bytes; version 3 has none, and a warning says so")
    func authentication() throws {
        func authentication(_ lines: String) -> String { "authentication {\n\(lines)\n}" }
        #expect(try first(authentication("auth_type PASS\nauth_pass secret")).password == "secret")
        let long = read(instance(authentication("auth_type PASS\nauth_pass 123456äbc")))
        #expect(long.configuration.vrrpInstances.first?.password == "123456ä")
        #expect(long.diagnostics.map(\.severity) == [.warning])
        #expect(
            problems(instance("version 3\n" + authentication("auth_type PASS\nauth_pass x"))) == [
                "test.conf:5:1: warning: VRRP version 3 has no authentication: 'authentication' has no effect"
            ])
        #expect(
            problems(instance(authentication("auth_type PASS"))) == [
                "test.conf:3:1: error: 'auth_type PASS' needs 'auth_pass'"
            ])
        #expect(
            problems(instance(authentication("auth_pass x"))) == [
                "test.conf:3:1: warning: 'auth_pass' has no effect without 'auth_type PASS'"
            ])
    }

    @Test("a password that would be other bytes than on other nodes is an error")
    func passwordBytes() {
        func problems(_ password: [UInt8]) -> [String] {
            let lines = instance("authentication {\nauth_type PASS\nauth_pass @\n}").utf8
            let text = lines.flatMap { $0 == UInt8(ascii: "@") ? password : [$0] }
            let outcome = ConfigurationReader.read(SourceText(name: "test.conf", bytes: text))
            return outcome.diagnostics.filter { $0.severity == .error }.map(\.message)
        }
        #expect(problems(Array("grün".utf8)) == [])
        #expect(problems(Array("1234567ü".utf8)).first?.contains("is cut off within a character") == true)
        #expect(problems([0x67, 0x72, 0xFC, 0x6E]).first?.contains("is not valid UTF-8") == true)
    }

    @Test("a password on a line of its own is shown in no message; a keyword that is nearly one is")
    func hiddenWords() {
        func messages(_ line: String) -> [String] {
            problems(instance("authentication {\nauth_type PASS\n\(line)\nauth_pass\n}"))
        }
        func lines(_ line: String) -> [String] {
            read(instance("authentication {\nauth_type PASS\n\(line)\nauth_pass\n}")).diagnostics.map { $0.lineText }
        }
        #expect(!lines("s3cret s3cret").contains { $0.contains("s3cret") })
        #expect(lines("auth_pas x").contains("auth_pas *") && lines("priority 5").contains("priority *"))
        for line in ["s3cret", "s3cret s3cret", "s3cret {\n}"] {
            #expect(!messages(line).contains { $0.contains("s3cret") }, "\(messages(line))")
            #expect(
                messages(line).first
                    == "test.conf:4:1: error: a word that is not shown here is no keyword in 'authentication', which has "
                    + "auth_type or auth_pass")
        }
        #expect(messages("auth_pas x").first?.contains("unknown keyword 'auth_pas'") == true)
        #expect(messages("priority 5").first?.contains("'priority' has no place") == true)
    }

    @Test("VR-34: AH is refused by name, and the instance stays in FAULT")
    func authenticationHeader() {
        let outcome = read(instance("authentication {\nauth_type AH\nauth_pass x\n}"))
        #expect(
            outcome.configuration.vrrpInstances.first?.refusal == "'auth_type AH' is not supported: RFC 3768 removed it"
        )
        #expect(outcome.diagnostics.map(\.severity) == [.warning])
        #expect(outcome.diagnostics.first?.position.line == 3)
    }

    @Test("state MASTER and priority 255 do away with nopreempt and preempt_delay, and nopreempt with the delay")
    func preemption() throws {
        #expect(try first("nopreempt").noPreempt)
        #expect(try first("preempt_delay 30").preemptDelay == .seconds(30))
        for lines in ["state MASTER\nnopreempt\npreempt_delay 3", "priority 255\nnopreempt\npreempt_delay 3"] {
            let outcome = read(instance(lines))
            #expect(outcome.configuration.vrrpInstances.first?.noPreempt == false)
            #expect(outcome.configuration.vrrpInstances.first?.preemptDelay == .zero)
            #expect(outcome.diagnostics.map(\.severity) == [.warning, .warning])
        }
        let both = read(instance("nopreempt\npreempt_delay 3"))
        #expect(both.configuration.vrrpInstances.first?.preemptDelay == .zero)
        #expect(both.diagnostics.map(\.severity) == [.warning])
    }

    @Test("interface, virtual_router_id and a name are required")
    func required() {
        #expect(
            problems("vrrp_instance {\n}\nvrrp_instance B {\nvirtual_ipaddress { 192.0.2.1 }\n}") == [
                "test.conf:1:1: error: 'vrrp_instance' needs a name",
                "test.conf:3:15: error: vrrp_instance 'B' has no 'interface'",
                "test.conf:3:15: error: vrrp_instance 'B' has no 'virtual_router_id'",
            ])
    }

    @Test("with unicast peers, the interface that has the source address stands in for one that is not said")
    func unicastWithoutInterface() throws {
        func text(_ line: String) -> String {
            "vrrp_instance A {\nvirtual_router_id 1\n\(line)\nunicast_peer { 192.0.2.9 }\n"
                + "track_interface { eth7 weight 5 }\nvirtual_ipaddress { 192.0.2.1 }\n}"
        }
        func outcome(_ line: String) -> ParseOutcome {
            let judgement = OutsideJudgement(interfaceWith: { address, _ in
                switch address.description {
                case "192.0.2.7": InterfaceName("eth7")
                case "192.0.2.8": InterfaceName("lo")
                default: nil
                }
            })
            var none = NoIncludedFiles()
            return ConfigurationReader.read(
                SourceText(name: "test.conf", text: text(line)), in: ReadingEnvironment(judgement: judgement),
                including: &none)
        }
        let found = outcome("unicast_src_ip 192.0.2.7")
        #expect(found.configuration.vrrpInstances.first?.interface == InterfaceName("eth7"))
        #expect(
            found.diagnostics.map(\.message) == ["eth7 is the instance's own interface: this line is left out"],
            "as if it were said")
        #expect(
            outcome("interface eth1\nunicast_src_ip 192.0.2.7").configuration.vrrpInstances.first?.interface
                == InterfaceName("eth1"))
        #expect(
            outcome("unicast_src_ip 192.0.2.6").diagnostics.map(\.message).first
                == "vrrp_instance 'A' has no 'interface', and no interface of this host has 192.0.2.6")
        #expect(
            outcome("").diagnostics.map(\.message).first
                == "vrrp_instance 'A' has no 'interface': with unicast peers it needs it or 'unicast_src_ip', whose "
                + "interface is taken")
        #expect(
            outcome("unicast_src_ip 192.0.2.8").diagnostics.map(\.message).first
                == "VRRP does not run on the loopback interface")
    }

    @Test("a switch that is followed by 'no' is said to be on in keepalived")
    func switchedOff() {
        #expect(
            problems(instance("nopreempt no")).first
                == "test.conf:2:11: error: 'nopreempt' takes no value, but 'no' follows; keepalived reads only 'nopreempt' "
                + "and switches it on")
        #expect(
            problems(instance("nopreempt yes")).first
                == "test.conf:2:11: error: 'nopreempt' takes no value, but 'yes' follows")
    }

    @Test("a name, and an id on an interface and family, are taken once; both places are said")
    func collisions() {
        #expect(
            problems(instance("") + instance("", id: 52)) == [
                "test.conf:9:15: error: vrrp_instance 'A' is already defined at test.conf:1:15"
            ])
        #expect(
            problems(instance("") + instance("", name: "B")) == [
                "test.conf:12:1: error: virtual_router_id 51 is already used on eth0 for IPv4 at test.conf:4:1"
            ])
        #expect(problems(instance("") + instance("", addresses: "fe80::1", name: "B")) == [])
        #expect(
            problems(instance("") + instance("mcast_dst_ip 224.0.0.19", name: "B")).first?.hasSuffix(
                "at test.conf:4:1; another multicast group or other peers do not tell the two apart in swiftlvsd")
                == true)
    }
}
