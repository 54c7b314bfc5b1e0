import Addresses
import LoadBalancer
import NodeConfiguration
import Testing

@Suite("ha_suspend")
struct CheckSuspensionTests {
    @Test("the checks of a service pause while none of its addresses is here, as far as that is known")
    func suspended() throws {
        let configuration = try read(
            """
            virtual_server_group web {
                192.0.2.1-2 80
            }
            virtual_server group web {
                lvs_sched rr
                lvs_method NAT
                protocol TCP
                ha_suspend
                real_server 10.0.0.1 80 {
                }
            }
            virtual_server 192.0.2.9 80 {
                lvs_sched rr
                lvs_method NAT
                protocol TCP
                real_server 10.0.0.1 80 {
                }
            }
            """)
        var suspension = CheckSuspension()
        suspension.configure(configuration.virtualServers)
        let first = try #require(IPAddress("192.0.2.1"))
        let second = try #require(IPAddress("192.0.2.2"))
        #expect(suspension.addresses == [first, second])
        #expect(suspension.suspended == [])
        suspension.note(present: [], of: [first, second])
        #expect(suspension.suspended == ["TCP group web"])
        suspension.note(present: [second], of: [first, second])
        #expect(suspension.suspended == [])
        suspension.note(present: [], of: [first, second])
        suspension.forget()
        #expect(suspension.suspended == [])
    }

    @Test("a service that a reload brings does not pause before it is known whether its address is here")
    func reload() throws {
        func service(_ number: Int) -> String {
            """
            virtual_server 192.0.2.\(number) 80 {
                lvs_sched rr
                lvs_method NAT
                protocol TCP
                ha_suspend
                real_server 10.0.0.1 80 {
                }
            }

            """
        }
        let first = try #require(IPAddress("192.0.2.1"))
        let second = try #require(IPAddress("192.0.2.2"))
        var suspension = CheckSuspension()
        suspension.configure(try read(service(1)).virtualServers)
        suspension.note(present: [], of: [first])
        #expect(suspension.suspended == ["TCP 192.0.2.1:80"])
        suspension.configure(try read(service(1) + service(2)).virtualServers)
        #expect(suspension.suspended == ["TCP 192.0.2.1:80"])
        suspension.note(present: [first], of: [first, second])
        #expect(suspension.suspended == ["TCP 192.0.2.2:80"])
        // What was seen for the list before comes late.
        suspension.note(present: [], of: [first])
        #expect(suspension.suspended == ["TCP 192.0.2.1:80"])
        suspension.configure([])
        suspension.configure(try read(service(1)).virtualServers)
        #expect(suspension.suspended == [])
    }
}
