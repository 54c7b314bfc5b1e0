import LoadBalancer
import NodeConfiguration
import Testing

@Suite("Kernel settings that work against the configuration")
struct SysctlWarningTests {
    private let check = "TCP_CHECK {\n}"

    /// Services with one server each, with whatever else the blocks should say.
    private func facts(_ service: String = "", server: String = "", count: Int = 1) throws -> SysctlFacts {
        let blocks = (1...count).map { number in
            """
            virtual_server 192.0.2.\(number) 80 {
                lvs_sched wlc
                lvs_method NAT
                protocol TCP
                \(service)
                real_server 10.0.0.1 80 {
                    \(server)
                }
            }
            """
        }
        return SysctlFacts(of: try read(blocks.joined(separator: "\n")).virtualServers)
    }

    private func warnings(
        _ facts: SysctlFacts, template: String = "0", nodest: String = "0", wanted: [String: String] = [:]
    ) -> [SysctlWarning] {
        let lines = wanted.sorted { $0.key < $1.key }.map {
            IPVSSysctl(name: $0.key, value: $0.value, position: SourcePosition(file: "x", line: 1, column: 1))
        }
        let kernel = ["expire_quiescent_template": template, "expire_nodest_conn": nodest]
        return SysctlPlan(of: lines, for: facts, against: kernel).warnings
    }

    @Test("without checks nothing is warned of, persistent or not")
    func withoutChecks() throws {
        #expect(warnings(try facts()).isEmpty)
        #expect(warnings(try facts("persistence_timeout 60\ninhibit_on_failure")).isEmpty)
    }

    @Test("a check that removes servers is warned of while expire_nodest_conn is 0, and that is no problem")
    func removed() throws {
        let facts = try facts(server: check)
        #expect(warnings(facts) == [.connectionsOutliveServer(facts.removingFailed)])
        #expect(warnings(facts).map(\.isProblem) == [false])
        #expect(warnings(facts, nodest: "1").isEmpty)
        #expect(warnings(try self.facts("inhibit_on_failure", server: check)).isEmpty)
    }

    @Test("persistence and inhibit_on_failure are a problem while expire_quiescent_template is 0")
    func inhibited() throws {
        let service = try facts("persistence_timeout 60\ninhibit_on_failure", server: check)
        #expect(warnings(service) == [.templatesOutliveWeightZero(service.persistentAtWeightZero)])
        #expect(warnings(service).map(\.isProblem) == [true])
        let server = try facts("persistence_timeout 60", server: "inhibit_on_failure\n" + check)
        #expect(warnings(server) == [.templatesOutliveWeightZero(server.persistentAtWeightZero)])
        #expect(warnings(service, template: "1").isEmpty)
        #expect(warnings(try facts("inhibit_on_failure", server: check)).isEmpty)
    }

    @Test("persistence and a drain timeout are a problem while expire_quiescent_template is 0, checks or not")
    func drained() throws {
        #expect(warnings(try facts("persistence_timeout 60")).isEmpty)
        let draining = try facts("persistence_timeout 60\ndrain_timeout 30")
        #expect(warnings(draining) == [.templatesOutliveWeightZero(draining.persistentAtWeightZero)])
        #expect(warnings(try facts("drain_timeout 30")).isEmpty)
    }

    @Test("the value that the file sets counts, not the one that the kernel still has")
    func wantedCounts() throws {
        let facts = try facts(server: check)
        #expect(warnings(facts, wanted: ["expire_nodest_conn": "1"]).isEmpty)
        #expect(warnings(facts, nodest: "1", wanted: ["expire_nodest_conn": "0"]).count == 1)
    }

    @Test("a setting that could not be read is not warned of")
    func unread() throws {
        #expect(SysctlPlan(of: [], for: try facts(server: check), against: [:]).warnings.isEmpty)
    }

    @Test("a message names five services and counts the rest, and says what to do")
    func message() throws {
        let text = try #require(warnings(try facts(server: check, count: 7)).first).description
        #expect(text.contains("TCP 192.0.2.1:80"))
        #expect(text.contains("TCP 192.0.2.5:80 and 2 more"))
        #expect(!text.contains("192.0.2.6"))
        #expect(text.contains("lvs_sysctl { expire_nodest_conn 1 }"))
    }
}
