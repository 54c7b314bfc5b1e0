import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("Scripts at the ends of the daemon's life")
    struct LifeScriptTests {
        @Test("startup_script ends before VRRP begins, and shutdown_script begins after its end")
        func order() async throws {
            try await Lab.play { topology in
                let workspace = topology.workspace
                try workspace.write(
                    """
                    #!/bin/sh
                    sleep 1
                    ip -oneline address show dev front | grep -c 192.0.2.100 >> \(workspace.path("$1"))

                    """, to: "note")
                try await Command("chmod", "755", workspace.path("note")).succeed()
                let configuration = """
                    global_defs {
                        startup_script "\(workspace.path("note")) start" root
                        startup_script_timeout 60
                        shutdown_script "\(workspace.path("note")) end" root
                        shutdown_script_timeout 60
                    }

                    """
                let node = topology.swiftlvsd(on: 0)
                try await node.start(
                    configuration: configuration + NodeConfigurationText(routerName: "lb1", priority: 255).vrrpOnly)
                try await eventually("lb1 is master", within: Lab.patience) {
                    try await topology.holdsAddresses(topology.nodes[0])
                }
                #expect(try workspace.read("start") == "0\n")
                #expect(!workspace.exists("end"))
                #expect(try await node.stop() == 0)
                #expect(try workspace.read("end") == "0\n")
            }
        }
    }
}
