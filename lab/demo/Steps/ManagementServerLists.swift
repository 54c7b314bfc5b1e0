import ControlMessages
import LabScenario

/// The ordered lists that four agents get from a group of three management servers.
struct ManagementServerLists {
    let stage: Stage
    let report: Report

    static let configuration = """
        management_server_group cloud {
            algorithm roundrobin
            default_port 8250
            server 10.1.1.1
            server 10.1.1.2
            server 10.1.1.3
            agent 1 {
                zone z1
            }
            agent 2 {
                zone z1
            }
            agent 3 {
                zone z1
            }
            agent 4 {
                zone z1
            }
        }

        """

    private let expected = [
        ["10.1.1.1", "10.1.1.2", "10.1.1.3"],
        ["10.1.1.2", "10.1.1.3", "10.1.1.1"],
        ["10.1.1.3", "10.1.1.1", "10.1.1.2"],
        ["10.1.1.1", "10.1.1.2", "10.1.1.3"],
    ]

    func run() async throws {
        report.begin(
            "e",
            "Management servers for four agents (management_server_group, roundrobin), asked of lb2's control socket")
        guard let node = stage.daemons[1] as? SwiftLVSDNode else {
            report.say("left out: \(stage.daemons[1].programName) has no such thing")
            return
        }
        for (index, servers) in expected.enumerated() {
            let agent = index + 1
            let answer = try await node.message(AgentMessage.self, at: "/v1/management-groups/cloud/agents/\(agent)")
            let list = answer.servers
            report.check("agent \(agent)", list.joined(separator: " "), list == servers)
        }
    }
}
