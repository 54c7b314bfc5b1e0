import Addresses
import LoadBalancer
import NodeConfiguration
import Testing
import VRRPTransport

@Suite("Static entries that instances track")
struct StaticEntriesTests {
    private func instance(_ name: String, _ number: Int) -> String {
        """
        vrrp_instance \(name) {
            interface eth0
            virtual_router_id \(number)
            virtual_ipaddress {
                192.0.2.\(number)/24
            }
        }

        """
    }

    @Test("an instance needs the interfaces of the static entries that its track_group names, and no others")
    func interfaces() throws {
        let configuration = try Configuration(
            text: """
                track_group T {
                    group {
                        A
                        B
                    }
                }
                track_group U {
                    group {
                        A
                    }
                }
                static_ipaddress {
                    10.0.0.1/24 dev eth9 track_group T
                    10.0.1.1/24 dev eth3
                    10.0.2.1/24 dev eth4 no_track track_group T
                }
                static_routes {
                    10.1.0.0/16 via 10.0.0.9 dev eth2 track_group U
                    10.2.0.0/16 via 10.0.0.9 dev eth9 track_group T
                    10.3.0.0/16 via 10.0.0.9 dev eth5
                }
                static_rules {
                    iif eth6 table 100 preference 400 track_group U
                    iif eth7 table 100 preference 401
                }

                """ + instance("A", 1) + instance("B", 2) + instance("C", 3))
        let settings = InstanceSettings.all(of: configuration)
        #expect(settings.map { $0.staticInterfaces.map(\.description) } == [["eth2", "eth6", "eth9"], ["eth9"], []])
    }
}
