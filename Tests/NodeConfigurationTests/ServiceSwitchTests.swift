import NodeConfiguration
import Testing

@Suite("Switches of a virtual_server")
struct ServiceSwitchTests {
    private func service(_ lines: String..., header: String = "192.0.2.1 80", scheduler: String = "sh") -> String {
        """
        virtual_server \(header) {
            \(lines.joined(separator: "\n    "))
            lvs_sched \(scheduler)
            lvs_method NAT
            protocol TCP
            real_server 10.0.0.1 80 {
            }
        }

        """
    }

    @Test("the scheduler's own switches hold wherever its line stands")
    func flags() throws {
        func flags(_ lines: String..., scheduler: String) throws -> SchedulerFlags {
            let text = service(lines.joined(separator: "\n"), scheduler: scheduler)
            return try #require(configuration(text).virtualServers.first).schedulerFlags
        }
        #expect(try flags("sh-port", scheduler: "sh") == .second)
        #expect(try flags("sh-port", "sh-fallback", scheduler: "sh") == [.first, .second])
        #expect(try flags("mh-port", "mh-fallback", scheduler: "mh") == [.first, .second])
        #expect(try flags("flag-1", "flag-3", scheduler: "rr") == [.first, .third])
    }

    @Test("another scheduler's switch has no effect, and that is said")
    func otherFlags() throws {
        let outcome = read(service("mh-port"))
        #expect(outcome.diagnostics.map(\.message) == ["'mh-port' has no effect: the scheduler is sh"])
        #expect(try #require(outcome.configuration.virtualServers.first).schedulerFlags == [])
    }

    @Test("a persistence engine belongs to persistence")
    func engine() throws {
        let persistent = read(service("persistence_timeout 60", "persistence_engine sip")).configuration
        #expect(persistent.virtualServers.first?.persistence?.engine == "sip")
        let outcome = read(service("persistence_engine sip"))
        #expect(
            outcome.diagnostics.map(\.message) == ["'persistence_engine' has no effect without 'persistence_timeout'"])
        #expect(outcome.configuration.virtualServers.first?.persistence == nil)
    }

    @Test("what needs a sorry server or an address says so where there is none")
    func withoutEffect() {
        #expect(
            read(service("sorry_server_inhibit")).diagnostics.map(\.message) == [
                "'sorry_server_inhibit' has no effect without 'sorry_server'"
            ])
        let mark = read(service("ha_suspend", header: "fwmark 7"))
        #expect(mark.diagnostics.map(\.message) == ["'ha_suspend' has no effect: a firewall mark has no address"])
        #expect(mark.configuration.virtualServers.first?.suspendsWithoutAddress == false)
    }
}
