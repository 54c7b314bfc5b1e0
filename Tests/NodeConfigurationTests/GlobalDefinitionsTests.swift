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
        #expect(globals.dumpFiles == DumpFiles())
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
        let globals = "global_defs {\nvrrp_garp_master_delay 7\nvrrp_garp_master_repeat 3\n}\n"
        let times = configuration(instance("garp_master_delay 2\ngarp_master_repeat 4") + globals)
            .vrrpInstances[0].announcements
        #expect(times.masterDelay == .seconds(2))
        #expect(times.masterRepeat == 4)
        #expect(times.lowerPriorityDelay == .seconds(7))
        #expect(times.lowerPriorityRepeat == 3)
    }

    @Test("the spacing of announcements is read; zero is keepalived's way to write none")
    func spacing() {
        let times = configuration("global_defs {\nvrrp_garp_interval 0\nvrrp_gna_interval 0.5\n}").globals.announcements
        #expect(times.garpInterval == .zero)
        #expect(times.gnaInterval == .milliseconds(500))
    }

    @Test("the table by which no_accept holds has a name, a priority and counters; a bare nftables changes nothing")
    func packetFilter() {
        func filter(_ lines: String) -> PacketFilterSettings {
            configuration("global_defs {\n\(lines)\n}").globals.packetFilter
        }
        for lines in ["", "nftables"] {
            #expect(filter(lines).tableName == nil)
            #expect(filter(lines).priority == -1)
            #expect(!filter(lines).counts)
        }
        let set = filter("nftables site-1\nnftables_priority -2147483648\nnftables_counters")
        #expect(set.tableName == "site-1" && set.priority == .min && set.counts)
        for line in ["nftables 1a", "nftables a/b", "nftables a b", "nftables_priority 2147483648"] {
            #expect(read("global_defs {\n\(line)\n}").hasErrors, "\(line)")
        }
    }

    @Test("dump files are named by their paths; a directory is filled up with keepalived's names")
    func dumpFiles() {
        let files = configuration(
            "global_defs {\nstate_dump_file /a/b\nstats_dump_file /a/c.txt\njson_dump_file /d\n}"
        ).globals.dumpFiles
        #expect(files == DumpFiles(state: "/a/b", statistics: "/a/c.txt", json: "/d"))
        let directories = configuration(
            "global_defs {\nstate_dump_file /a/\nstats_dump_file /b/c/\njson_dump_file /\n}"
        ).globals.dumpFiles
        #expect(
            directories
                == DumpFiles(state: "/a/keepalived.data", statistics: "/b/c/keepalived.stats", json: "/keepalived.json")
        )
        #expect(configuration("global_defs {\njson_dump_file /d\n}").globals.dumpFiles == DumpFiles(json: "/d"))
    }

    @Test(
        "a dump file whose path is not absolute is an error",
        arguments: ["state_dump_file", "stats_dump_file", "json_dump_file"], ["dump", "./dump/", "~/dump", ""])
    func relativeDumpFiles(keyword: String, path: String) {
        #expect(
            problems("global_defs {\n\(keyword) \"\(path)\"\n}") == [
                "test.conf:2:\(keyword.utf8.count + 2): error: '\(keyword)' takes an absolute path, not '\(path)'"
            ])
    }

    @Test("lvs_flush is off unless it is there")
    func flushAtStart() {
        #expect(!configuration("").globals.flushesAtStart)
        #expect(configuration("global_defs {\nlvs_flush\n}").globals.flushesAtStart)
        #expect(read("global_defs {\nlvs_flush no\n}").hasErrors)
    }

    @Test(
        "lvs_flush_on_stop takes foreign services along, and with VS it does not",
        arguments: ["lvs_flush_on_stop", "lvs_flush_onstop"])
    func flushAtStop(keyword: String) {
        #expect(!configuration("").globals.flushesAtStop)
        #expect(configuration("global_defs {\n\(keyword)\n}").globals.flushesAtStop)
        #expect(!configuration("global_defs {\n\(keyword) VS\n}").globals.flushesAtStop)
        #expect(
            problems("global_defs {\n\(keyword) vs\n}") == [
                "test.conf:2:\(keyword.utf8.count + 2): error: '\(keyword)' takes VS, not 'vs'"
            ])
    }

    @Test("services drain as long as global_defs says, wherever it stands, unless they say themselves")
    func drainTimeout() {
        let services = service("") + service("drain_timeout 0", header: "192.0.2.2 80")
        #expect(configuration(services).virtualServers.map(\.drainTimeout) == [.zero, .zero])
        let globals = "global_defs {\ndrain_timeout 2.5\n}\n"
        for text in [globals + services, services + globals] {
            let read = configuration(text)
            #expect(read.globals.drainTimeout == .milliseconds(2_500))
            #expect(read.virtualServers.map(\.drainTimeout) == [.milliseconds(2_500), .zero])
        }
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
