import ArgumentParser
import ControlMessages
import ControlTables

/// `swiftlvsctl groups [GROUP [AGENT]]`.
struct GroupsCommand: Question {
    typealias Message = GroupListMessage

    static let configuration = CommandConfiguration(
        commandName: "groups", abstract: "Groups of management servers, and the list for an agent.")

    @ParentCommand var parent: SwiftLVSCtl
    @OptionGroup var options: Options

    @Argument(help: "One group, with its servers.")
    var group: String?

    @Argument(help: "The list for this agent, known or not.")
    var agent: String?

    @Flag(help: "Show the group's known agents instead of its servers.")
    var agents = false

    @Flag(help: "Show how the group's agents are spread, and whom a change would move.")
    var balance = false

    @Option(help: ArgumentHelp("The zone of an agent that is not known.", valueName: "zone"))
    var zone: String?

    var path: ControlPath { .groups }

    func validate() throws {
        if agents, group == nil || agent != nil { throw ValidationError("--agents wants a group and no agent") }
        if balance, group == nil || agent != nil || agents {
            throw ValidationError("--balance wants a group, and nothing else")
        }
        if zone != nil, agent == nil { throw ValidationError("--zone wants an agent") }
    }

    func run() async throws {
        switch (group, agent) {
        case (let group?, let agent?):
            try await show(AgentMessage.self, from: .agent(agent, of: group, zone: zone))
        case (let group?, nil) where agents:
            try await show(AgentListMessage.self, from: .agents(of: group))
        case (let group?, nil) where balance:
            try await show(BalanceMessage.self, from: .balance(of: group))
        case (let group?, nil):
            try await show(GroupMessage.self, from: .group(group))
        case (nil, _):
            try await show(GroupListMessage.self, from: path)
        }
    }
}
