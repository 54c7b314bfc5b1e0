import Deadlines
import NodeConfiguration
import Testing

@Suite("strict_mode and accept mode")
struct StrictModeTests {
    @Test("strict mode undoes what the RFCs do not have, and says so where the instance asked for it")
    func resets() throws {
        let lines = """
            strict_mode
            preempt_delay 5
            down_timer_adverts 4
            higher_prio_send_advert
            lower_prio_no_advert off
            garp_lower_prio_repeat 3
            use_vmac
            vmac_xmit_base
            no_virtual_ipaddress
            authentication {
            auth_type PASS
            auth_pass x
            }
            """
        let outcome = read(instance(lines))
        let strict = try #require(outcome.configuration.vrrpInstances.first)
        #expect(strict.isStrict)
        #expect(strict.preemptDelay == .zero)
        #expect(strict.downTimerAdvertisements == 3)
        #expect(!strict.sendsToHigherPriority)
        #expect(strict.silentToLowerPriority)
        #expect(strict.announcements.lowerPriorityRepeat == 0)
        #expect(strict.virtualMAC?.transmitsFromBase == false)
        #expect(strict.password == nil)
        #expect(!strict.accepts)
        let names = [
            "preempt_delay", "down_timer_adverts", "higher_prio_send_advert", "lower_prio_no_advert",
            "garp_lower_prio_repeat", "vmac_xmit_base", "no_virtual_ipaddress", "authentication",
        ]
        for name in names {
            #expect(outcome.diagnostics.contains { $0.message == "'\(name)' has no effect in strict mode" }, "\(name)")
        }
        #expect(!outcome.hasErrors)
        #expect(outcome.diagnostics.count == names.count)
    }

    @Test("what global_defs asks for is undone without a word")
    func globals() throws {
        let globals = """
            global_defs {
            vrrp_strict
            vrrp_down_timer_adverts 5
            vrrp_higher_prio_send_advert
            }

            """
        let outcome = read(globals + instance("") + instance("strict_mode off", name: "B", id: 52))
        #expect(outcome.configuration.vrrpInstances.map(\.isStrict) == [true, false])
        #expect(outcome.configuration.vrrpInstances.map(\.downTimerAdvertisements) == [3, 5])
        #expect(outcome.configuration.vrrpInstances.map(\.sendsToHigherPriority) == [false, true])
        #expect(outcome.diagnostics.isEmpty)
    }

    @Test("strict mode has no unicast")
    func unicast() {
        #expect(
            problems(instance("strict_mode\naccept\nversion 3\nunicast_peer {\n192.0.2.2\n}")) == [
                "test.conf:6:1: error: strict mode knows no unicast adverts"
            ])
    }

    @Test(
        "accept mode is on, off in strict mode unless version 3 asks for it, and always on for an owner",
        arguments: [
            ("", true), ("accept", true), ("no_accept", false), ("strict_mode", false), ("strict_mode\naccept", false),
            ("strict_mode\nversion 3\naccept", true), ("strict_mode\npriority 255", true),
            ("no_accept\npriority 255", true),
        ])
    func acceptMode(lines: String, accepts: Bool) {
        let outcome = read(instance(lines))
        #expect(outcome.configuration.vrrpInstances.first?.accepts == accepts)
    }

    @Test("VR-91: closed addresses of virtual servers are warned of, unless the filter is behind IPVS")
    func closedServices() {
        func warnings(_ lines: String, globals: String = "") -> [String] {
            problems("global_defs {\n\(globals)\n}\n" + instance(lines) + service(""))
        }
        let text = """
            packets to virtual_server tcp/192.0.2.1:80 are dropped before IPVS: its address is one of 'A', which
            """
        let advice = "set 'accept', or 'nftables_priority 100' in global_defs"
        #expect(warnings("no_accept") == ["test.conf:5:1: warning: \(text) has 'no_accept'; \(advice)"])
        #expect(warnings("strict_mode") == ["test.conf:4:15: warning: \(text) is in strict mode; \(advice)"])
        for (lines, globals) in [
            ("accept", ""), ("no_accept", "nftables_priority 100"), ("no_accept\npriority 255", ""),
        ] {
            #expect(warnings(lines, globals: globals) == [], "\(lines) \(globals)")
        }
        #expect(problems(instance("no_accept") + service("", header: "192.0.2.2 80")) == [])
    }

    @Test("an owner ignores adverts in strict mode, or where it is told to")
    func owner() {
        func ignores(_ lines: String) -> Bool? {
            read(instance(lines)).configuration.vrrpInstances.first?.ownerIgnoresAdvertisements
        }
        #expect(ignores("priority 255") == false)
        #expect(ignores("priority 255\nowner_ignore_adverts") == true)
        #expect(ignores("priority 255\nstrict_mode") == true)
        #expect(ignores("priority 255\nstrict_mode\nowner_ignore_adverts off") == false)
        #expect(ignores("priority 254\nowner_ignore_adverts") == false)
    }
}
