import LoadBalancer
import NodeConfiguration
import Testing

@Suite("Which instances a reload takes away")
struct InstanceSuccessionTests {
    private func instance(_ name: String, id: Int = 51, _ more: String = "") -> String {
        """
        vrrp_instance \(name) {
            interface eth0
            virtual_router_id \(id)
            virtual_ipaddress {
                192.0.2.\(id)
            }
            \(more)
        }

        """
    }

    private func succession(from old: String, to new: String) throws -> InstanceSuccession {
        InstanceSuccession(from: try Configuration(text: old), to: try Configuration(text: new))
    }

    @Test("one whose interface, family and VRID stay is not gone but called otherwise")
    func renamed() throws {
        let succession = try succession(from: instance("A") + instance("B", id: 52), to: instance("C", "priority 7"))
        #expect(succession.gone == ["B"])
        #expect(succession.renamed == ["A": "C"])
    }

    @Test("two may change their names")
    func exchanged() throws {
        let succession = try succession(
            from: instance("A") + instance("B", id: 52), to: instance("B") + instance("A", id: 52))
        #expect(succession.gone == [])
        #expect(succession.renamed == ["A": "B", "B": "A"])
        #expect(succession.problemMoves["vrrp_instance A"] == "vrrp_instance B")
        #expect(succession.problemReturns["vrrp_instance B"] == "vrrp_instance A")
    }

    @Test("one with another VRID or another version is gone, whatever it is called")
    func others() throws {
        #expect(try succession(from: instance("A"), to: instance("A", id: 52)).gone == ["A"])
        let other = try succession(from: instance("A"), to: instance("B", "version 3"))
        #expect(other.gone == ["A"])
        #expect(other.renamed == [:])
    }

    @Test("a name is not gone under which another one goes on")
    func taken() throws {
        let succession = try succession(from: instance("A") + instance("B", id: 52), to: instance("B"))
        #expect(succession.gone == [])
        #expect(succession.renamed == ["A": "B"])
    }
}
