import ControlMessages
import LoadBalancer
import NodeConfiguration
import Testing

@Suite("What a reload changes")
struct ConfigurationChangesTests {
    private let original = """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 51
            virtual_ipaddress {
                192.0.2.1/24
            }
        }
        virtual_server 192.0.2.1 80 {
            lvs_sched rr
            lvs_method NAT
            protocol TCP
            real_server 10.0.0.1 80 {
                weight 1
                TCP_CHECK {
                }
            }
        }
        management_server_group cloud {
            algorithm roundrobin
            server 10.1.1.1
        }
        """

    private func changes(_ edit: (String) -> String) throws -> [String] {
        try ConfigurationChanges.between(read(original), and: read(edit(original)))
            .map { "\($0.action) \($0.kind) \($0.name)" }
    }

    @Test("the same file changes nothing, wherever its blocks stand")
    func nothing() throws {
        #expect(try changes { $0 }.isEmpty)
        #expect(try changes { "# a comment\n\n" + $0 }.isEmpty)
    }

    @Test("a changed weight is an edit of that real server alone")
    func weight() throws {
        #expect(
            try changes { $0.replacing("weight 1", with: "weight 5") }
                == ["edit real_server 10.0.0.1:80 of TCP 192.0.2.1:80"])
    }

    @Test("a changed scheduler is an edit of the service")
    func scheduler() throws {
        #expect(
            try changes { $0.replacing("lvs_sched rr", with: "lvs_sched wlc") }
                == ["edit virtual_service TCP 192.0.2.1:80"])
    }

    @Test("another address is a service removed with all it had, and one added")
    func address() throws {
        #expect(
            try changes { $0.replacing("virtual_server 192.0.2.1", with: "virtual_server 192.0.2.2") } == [
                "remove virtual_service TCP 192.0.2.1:80", "add virtual_service TCP 192.0.2.2:80",
                "remove real_server 10.0.0.1:80 of TCP 192.0.2.1:80",
                "add real_server 10.0.0.1:80 of TCP 192.0.2.2:80",
                "remove check 10.0.0.1:80 of TCP 192.0.2.1:80", "add check 10.0.0.1:80 of TCP 192.0.2.2:80",
            ])
    }

    @Test("instances and groups are compared by name")
    func instancesAndGroups() throws {
        #expect(
            try changes { $0.replacing("virtual_router_id 51", with: "virtual_router_id 52") }
                == ["edit vrrp_instance VI_1"])
        #expect(
            try changes { $0.replacing("roundrobin", with: "shuffle") } == ["edit management_server_group cloud"])
    }

    private let tracked = """
        vrrp_script chk {
            script "/bin/chk"
        }
        track_file level {
            file /run/level
        }
        vrrp_track_process proxy {
            process haproxy
        }
        vrrp_sync_group G {
            group {
                A
                B
            }
            track_file {
                level weight 0
            }
            notify_master "/bin/group"
        }
        static_routes {
            10.1.0.0/16 via 192.0.2.9 dev eth0
        }
        vrrp_instance A {
            interface eth0
            virtual_router_id 1
            virtual_ipaddress {
                192.0.2.1
            }
            track_script {
                chk
            }
            track_process {
                proxy
            }
            notify "/bin/all"
            virtual_routes {
                10.2.0.0/16 dev eth0 table special
            }
        }
        vrrp_instance B {
            interface eth0
            virtual_router_id 2
            virtual_ipaddress {
                192.0.2.2
            }
        }
        """

    @Test(
        "what instances follow, whom they tell, their groups, trackers and static entries are changes, places are not",
        arguments: [
            ("vrrp_script chk", "# moved\nvrrp_script chk", []),
            ("\"/bin/all\"", "\"/bin/all new\"", ["edit vrrp_instance A"]),
            ("\"/bin/group\"", "\"/bin/group new\"", ["edit vrrp_sync_group G"]),
            ("level weight 0", "level weight 0 reverse", ["edit vrrp_sync_group G"]),
            ("\"/bin/chk\"", "\"/bin/chk\"\n fall 3", ["edit vrrp_script chk"]),
            ("/run/level", "/run/other", ["edit track_file level"]),
            ("process haproxy", "process haproxy\n quorum 2", ["edit vrrp_track_process proxy"]),
            ("192.0.2.9", "192.0.2.8", ["remove static_route 10.1.0.0/16", "add static_route 10.1.0.0/16"]),
            ("table special", "table other", ["edit vrrp_instance A"]),
        ])
    func vrrp(old: String, new: String, changes expected: [String]) throws {
        let changes = try ConfigurationChanges.between(read(tracked), and: read(tracked.replacing(old, with: new)))
        #expect(changes.map { "\($0.action) \($0.kind) \($0.name)" } == expected)
    }
}
