import ControlMessages
import LoadBalancer
import NodeConfiguration
import Testing

@Suite("The same configuration in another shape")
struct ReloadShapesTests {
    private struct Files: IncludedFiles {
        let texts: [String: String]

        mutating func files(matching path: String) -> [IncludedFile] {
            texts[path].map { [.text(SourceText(name: path, text: $0))] } ?? []
        }
    }

    private func read(_ texts: [String: String]) throws -> Configuration {
        var files = Files(texts: texts)
        let main = try #require(texts["/etc/main.conf"])
        let outcome = ConfigurationReader.read(
            SourceText(name: "/etc/main.conf", text: main), in: ReadingEnvironment(), including: &files)
        #expect(outcome.diagnostics.map(\.message) == [])
        return outcome.configuration
    }

    private let instance = """
        vrrp_instance A {
            interface eth0
            virtual_router_id 1
            virtual_ipaddress {
                192.0.2.1
            }
            track_interface {
                eth1
                eth2 weight 5
            }
            notify "/bin/all"
        }

        """

    private func service(weight: String = "3", checks: String = "TCP_CHECK {\n}\n") -> String {
        """
        virtual_server 192.0.2.1 80 {
            lvs_sched rr
            lvs_method NAT
            protocol TCP
            real_server 10.0.0.1 80 {
                weight \(weight)
                \(checks)
            }
        }

        """
    }

    @Test("definitions, includes, comments, blanks and the order of blocks and tracked things change nothing")
    func shapes() throws {
        let plain = try read(["/etc/main.conf": instance + service()])
        let shapes = [
            ["/etc/main.conf": service() + "\n! a comment\n" + instance],
            ["/etc/main.conf": "$W=3\n" + instance + service(weight: "$W")],
            ["/etc/main.conf": "include part.conf\n" + instance, "/etc/part.conf": service()],
            ["/etc/main.conf": (instance + service()).replacing("    ", with: "\t\t ")],
            [
                "/etc/main.conf":
                    instance.replacing("eth1\n        eth2 weight 5", with: "eth2 weight 5\n        eth1") + service()
            ],
        ]
        for shape in shapes {
            #expect(try ConfigurationChanges.between(plain, and: read(shape)).isEmpty, "\(shape)")
        }
    }

    @Test("checks in another order are the same, one before the others is an addition, another question an edit")
    func checks() throws {
        func changes(_ old: String, _ new: String) throws -> [String] {
            try ConfigurationChanges.between(
                read(["/etc/main.conf": service(checks: old)]), and: read(["/etc/main.conf": service(checks: new)])
            ).map { "\($0.action) \($0.name): \($0.before ?? "-") > \($0.after ?? "-")" }
        }
        let (tcp, ping) = ("TCP_CHECK {\n}\n", "PING_CHECK {\n}\n")
        let server = "10.0.0.1:80 of TCP 192.0.2.1:80"
        #expect(try changes(tcp + ping, ping + tcp) == [])
        #expect(
            try changes(tcp, ping + tcp) == ["add \(server): - > PING_CHECK of 10.0.0.1 each 60 s"])
        #expect(
            try changes(tcp + ping, ping) == ["remove \(server): TCP_CHECK of 10.0.0.1:80 each 60 s > -"])
        #expect(try changes(tcp, ping).count == 1)
    }
}
