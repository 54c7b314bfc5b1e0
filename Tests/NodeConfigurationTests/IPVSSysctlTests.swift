import NodeConfiguration
import Testing

@Suite("lvs_sysctl")
struct IPVSSysctlTests {
    private func block(_ lines: String) -> String { "global_defs {\nlvs_sysctl {\n\(lines)\n}\n}\n" }

    private func values(_ lines: String) -> [String] {
        configuration(block(lines)).globals.ipvsSysctls.map { "\($0.name)=\($0.value)" }
    }

    @Test("settings come in the order of the file, also from several blocks, each with its place")
    func order() {
        let settings = configuration(block("sync_version 1\nconntrack 1") + block("am_droprate 7")).globals.ipvsSysctls
        #expect(settings.map(\.name) == ["sync_version", "conntrack", "am_droprate"])
        #expect(settings.map(\.position.line) == [3, 4, 9])
        #expect(configuration("").globals.ipvsSysctls == [])
    }

    @Test("a value with two numbers is one value, in quotes or not")
    func twoNumbers() {
        #expect(values("sync_threshold 3 50") == ["sync_threshold=3 50"])
        #expect(values("sync_threshold \"3  50\"") == ["sync_threshold=3 50"])
        #expect(values("sync_threshold 3 0") == ["sync_threshold=3 0"])
        #expect(
            problems(block("sync_threshold 50 50")) == [
                "test.conf:3:16: error: 'sync_threshold' takes two whole numbers from 0 to 2147483647, "
                    + "the first below the second unless that is 0, not '50 50'"
            ])
        for bad in ["3", "3 -1", "3 50 7", "\"3 50\" 7", "a 50", "3 2147483648", "\"\""] {
            #expect(read(block("sync_threshold \(bad)")).hasErrors, "\(bad)")
        }
    }

    @Test("numbers are written without the zeros in front that the kernel takes for an octal one")
    func octal() {
        #expect(values("am_droprate 010\nest_nice -05") == ["am_droprate=10", "est_nice=-5"])
    }

    @Test("a list of processors has numbers and rising ranges")
    func processors() {
        #expect(values("est_cpulist 0-3,8,10-10") == ["est_cpulist=0-3,8,10-10"])
        for bad in ["3-0", "1,", "-1", "a", "1-", "1-2-3", "\"1, 2\"", "\"\"", "0-65536"] {
            #expect(read(block("est_cpulist \(bad)")).hasErrors, "\(bad)")
        }
    }

    @Test("sync_ports is a power of two")
    func powerOfTwo() {
        #expect(values("sync_ports 64") == ["sync_ports=64"])
        #expect(
            problems(block("sync_ports 3")) == [
                "test.conf:3:12: error: 'sync_ports' takes 1, 2, 4, 8, 16, 32 or 64, not '3'"
            ])
    }

    @Test("a name that IPVS does not have is an error with the name that was meant")
    func unknown() {
        let outcome = read(block("expire_nodest_con 1"))
        #expect(
            outcome.diagnostics.map(\.description) == [
                "test.conf:3:1: error: unknown keyword 'expire_nodest_con' in 'lvs_sysctl'"
            ])
        #expect(outcome.diagnostics.map(\.suggestion) == ["expire_nodest_conn"])
        #expect(outcome.configuration.globals.ipvsSysctls == [])
    }

    @Test("no name leads out of the directory", arguments: ["../conf/all/forwarding", "./conntrack", "a/b", "\"\""])
    func paths(name: String) {
        for lenient in [false, true] {
            let outcome = read(block("\(name) 1"), lenient: lenient)
            #expect(outcome.hasErrors != lenient)
            #expect(outcome.configuration.globals.ipvsSysctls == [])
        }
    }

    @Test("a name that is set again counts the second time, and that is said")
    func twice() {
        let outcome = read(block("conntrack 1\nsync_version 1\nconntrack 0"))
        #expect(
            outcome.diagnostics.map(\.description) == [
                "test.conf:5:1: warning: 'conntrack' is set again; the value at test.conf:3:1 is not used"
            ])
        #expect(outcome.configuration.globals.ipvsSysctls.map(\.name) == ["sync_version", "conntrack"])
        #expect(outcome.configuration.globals.ipvsSysctls.last?.value == "0")
    }

    @Test("a module's parameter is said to have no effect here")
    func moduleParameter() {
        #expect(
            problems(block("conn_tab_bits 20")) == [
                "test.conf:3:1: warning: 'conn_tab_bits' has no effect in swiftlvsd: "
                    + "it is a parameter of the module ip_vs, set when that is loaded"
            ])
    }
}
