import Deadlines
import NodeConfiguration
import Testing

@Suite("global_defs")
struct GlobalDefinitionsTests {
    @Test("an empty file has the defaults")
    func defaults() {
        let globals = configuration("").globals
        #expect(globals.routerID == nil)
        #expect(globals.vrrpVersion == 2)
        #expect(globals.vrrpWaitForServices == .seconds(5))
        #expect(globals.announcements.masterDelay == .seconds(5))
        #expect(globals.announcements.masterRepeat == 5)
        #expect(globals.announcements.masterRefresh == .zero)
        #expect(globals.announcements.masterRefreshRepeat == 1)
        #expect(globals.announcements.lowerPriorityDelay == .seconds(5))
        #expect(globals.announcements.lowerPriorityRepeat == 5)
    }

    @Test("the block may come several times")
    func repeated() {
        let globals = configuration("global_defs {\nrouter_id a\n}\nglobal_defs {\nvrrp_version 3\n}").globals
        #expect(globals.routerID == "a")
        #expect(globals.vrrpVersion == 3)
    }

    @Test("a keyword set twice counts the second time, and that is said")
    func setTwice() {
        let outcome = read("global_defs {\nrouter_id a\nrouter_id b\n}")
        #expect(outcome.configuration.globals.routerID == "b")
        #expect(
            outcome.diagnostics.map(\.description) == [
                "test.conf:3:1: warning: 'router_id' is set again; the value at test.conf:2:1 is not used"
            ])
    }

    @Test("instances inherit announcement times; those for a lower priority follow the global ones of the master")
    func announcementInheritance() {
        let globals = "global_defs {\nvrrp_garp_master_delay 7\nvrrp_garp_master_repeat 3\nvrrp_gna_interval 0.5\n}\n"
        let times = configuration(instance("garp_master_delay 2\ngarp_master_repeat 4") + globals)
            .vrrpInstances[0].announcements
        #expect(times.masterDelay == .seconds(2))
        #expect(times.masterRepeat == 4)
        #expect(times.lowerPriorityDelay == .seconds(7))
        #expect(times.lowerPriorityRepeat == 3)
        #expect(times.gnaInterval == .milliseconds(500))
    }

    @Test("vrrp_min_garp means one message and no second burst unless set otherwise")
    func minimal() {
        let minimal = configuration("global_defs {\nvrrp_min_garp\n}").globals.announcements
        #expect(minimal.masterDelay == .zero)
        #expect(minimal.masterRepeat == 1)
        let set = configuration("global_defs {\nvrrp_min_garp\nvrrp_garp_master_repeat 2\n}").globals.announcements
        #expect(set.masterRepeat == 2)
        let off = configuration("global_defs {\nvrrp_min_garp no\n}").globals.announcements
        #expect(off.masterRepeat == 5)
    }
}
