import Addresses
import Deadlines
import IPVSKit
import LoadBalancer
import NodeConfiguration
import Testing

@Suite("The kernel's IPVS settings against lvs_sysctl")
struct SysctlPlanTests {
    private func setting(_ name: String, _ value: String, line: Int = 1) -> IPVSSysctl {
        IPVSSysctl(name: name, value: value, position: SourcePosition(file: "x", line: line, column: 1))
    }

    private func plan(
        _ wanted: [IPVSSysctl], _ kernel: [String: String], spellings: [String: String] = [:]
    ) -> SysctlPlan {
        SysctlPlan(of: wanted, for: SysctlFacts(), against: kernel, spellings: spellings)
    }

    @Test("what differs is written, in the order of the file, and what agrees is left alone")
    func steps() {
        let wanted = [setting("expire_nodest_conn", "1"), setting("sync_ports", "2"), setting("conn_reuse_mode", "0")]
        let kernel = ["expire_nodest_conn": "0", "sync_ports": "2", "conn_reuse_mode": "1", "sloppy_tcp": "0"]
        #expect(
            plan(wanted, kernel).steps == [
                .init(setting: wanted[0], present: "0"), .init(setting: wanted[2], present: "1"),
            ])
    }

    @Test("a setting that the kernel does not show is not written")
    func unknown() {
        #expect(plan([setting("no_such_setting", "1")], [:]).steps.isEmpty)
    }

    @Test("blanks between words do not count", arguments: ["3\t50\n", "3 50", " 3   50 "])
    func blanks(present: String) {
        #expect(plan([setting("sync_threshold", "3  50")], ["sync_threshold": present]).steps.isEmpty)
        #expect(plan([setting("sync_threshold", "3 5")], ["sync_threshold": present]).steps.count == 1)
    }

    @Test(
        "a value that the kernel took and shows in its own way is held; the same text from another hand is not wanted")
    func spelling() {
        let wanted = [setting("sync_version", "0x1")]
        #expect(plan(wanted, ["sync_version": "1"], spellings: ["sync_version": "1"]).steps.isEmpty)
        #expect(plan(wanted, ["sync_version": "0"], spellings: ["sync_version": "1"]).steps.count == 1)
    }

    @Test("an automatic mode that the kernel moves between 1 and 2 by itself is not put right")
    func automaticMode() {
        for name in ["drop_entry", "drop_packet", "secure_tcp"] {
            #expect(plan([setting(name, "1")], [name: "2"]).steps.isEmpty)
            #expect(plan([setting(name, "2")], [name: "1"]).steps.isEmpty)
            #expect(plan([setting(name, "3")], [name: "1"]).steps.count == 1)
            #expect(plan([setting(name, "1")], [name: "0"]).steps.count == 1)
        }
        #expect(plan([setting("sync_ports", "1")], ["sync_ports": "2"]).steps.count == 1)
    }

    @Test("of two lines for one setting the last holds")
    func twice() {
        let lines = [setting("sync_ports", "2"), setting("sloppy_tcp", "1"), setting("sync_ports", "4", line: 3)]
        #expect(SysctlPlan.effective(lines) == [lines[1], lines[2]])
        #expect(plan(lines, ["sync_ports": "4", "sloppy_tcp": "1"]).steps.isEmpty)
    }
}
