package import Deadlines

/// keepalived.conf texts for the nodes of ``TwoNodeTopology``, the same for swiftlvsd and keepalived.
package struct NodeConfigurationText: Sendable {
    package var routerName: String
    package var priority: Int
    /// Seconds, as written in the file.
    package var advertInterval = "1"
    package var version = 2
    /// The block of checks inside each real server.
    package var check = """
        HTTP_GET {
                    url {
                        path /
                        status_code 200
                    }
                    connect_timeout 1
                    retry 1
                    delay_before_retry 1
                }
        """
    package var scheduler = "rr"
    /// The numbers of the real servers and their weights.
    package var realServers = [1: 1, 2: 1, 3: 1]
    /// Lines inside the VRRP instance, before its addresses.
    package var instanceLines = ""
    /// Lines inside the virtual server, before its real servers.
    package var serviceLines = ""
    /// Lines at the end of the file.
    package var more = ""

    package init(routerName: String, priority: Int) {
        self.routerName = routerName
        self.priority = priority
    }

    /// How long the node, as backup, waits after the last advertisement of a master with the same interval: three
    /// intervals and the skew time (RFC 3768 §6.1, RFC 9568 §6.1).
    package var masterDownInterval: Nanoseconds {
        let skewUnit = version == 2 ? Nanoseconds.seconds(1) : advertisementInterval
        return advertisementInterval * 3 + skewUnit * Int64(256 - priority) / 256
    }

    package var advertisementInterval: Nanoseconds { .milliseconds(Int64((Double(advertInterval) ?? 0) * 1000)) }

    /// A VRRP instance and a virtual server.
    package var text: String { globals + vrrpInstance + virtualServer + more }
    /// A VRRP instance alone.
    package var vrrpOnly: String { globals + vrrpInstance + more }
    /// A virtual server alone.
    package var serviceOnly: String { globals + virtualServer + more }

    package var globals: String {
        """
        global_defs {
            router_id \(routerName)
            vrrp_version \(version)
        }

        """
    }

    package var vrrpInstance: String {
        """
        vrrp_instance VI_1 {
            state BACKUP
            interface front
            virtual_router_id 51
            priority \(priority)
            advert_int \(advertInterval)
            \(instanceLines)
            virtual_ipaddress {
                \(TwoNodeTopology.virtualAddress)/24 dev front
                \(TwoNodeTopology.innerGateway)/24 dev back
            }
        }

        """
    }

    package var virtualServer: String {
        let servers = realServers.sorted { $0.key < $1.key }.map { number, weight in
            """
                real_server 10.0.0.1\(number) 80 {
                    weight \(weight)
                    \(check)
                }

            """
        }
        return """
            virtual_server \(TwoNodeTopology.virtualAddress) 80 {
                delay_loop 1
                lb_algo \(scheduler)
                lb_kind NAT
                protocol TCP
                \(serviceLines)
            \(servers.joined())}

            """
    }
}
