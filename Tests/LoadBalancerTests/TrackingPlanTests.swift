import LoadBalancer
import NodeConfiguration
import Testing
import Tracking

@Suite("What instances follow")
struct TrackingPlanTests {
    private func lines(group: String, instance: String, priority: Int = 100) throws -> [TrackingLine]? {
        let text = """
            vrrp_script chk {
                script "/bin/true"
                weight 5
            }
            vrrp_sync_group G {
                group {
                    A
                    B
                }
                sync_group_tracking_weight
                track_script {
                    \(group)
                }
            }
            vrrp_instance A {
                interface eth0
                virtual_router_id 1
                virtual_ipaddress {
                    192.0.2.1
                }
                track_script {
                    \(instance)
                }
            }
            vrrp_instance B {
                interface eth0
                virtual_router_id 2
                priority \(priority)
                virtual_ipaddress {
                    192.0.2.2
                }
            }
            """
        return TrackingPlan(try Configuration(text: text)).lines["A"]
    }

    private let key = TrackerKey(.script, "chk")

    @Test("what an instance and its group both follow counts with the group's weight, unless the instance's is none")
    func conflict() throws {
        #expect(try lines(group: "chk weight -7", instance: "chk weight -3") == [TrackingLine(key, weight: -7)])
        #expect(try lines(group: "chk weight -7", instance: "chk weight 0") == [TrackingLine(key, weight: 0)])
        #expect(try lines(group: "chk weight 0", instance: "chk weight -3") == [TrackingLine(key, weight: 0)])
    }

    @Test("with an address owner among its members a group's trackers have no weight: what is bad is FAULT for all")
    func owner() throws {
        #expect(try lines(group: "chk weight -7", instance: "", priority: 255) == [TrackingLine(key, weight: 0)])
    }
}
