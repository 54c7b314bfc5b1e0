import Deadlines
import Glibc
import NodeConfiguration
import Scripts

/// The programs that make the agent connect anew, and that say whether it is busy.
struct ReconnectCommand: Sendable {
    /// A restart may wait for the agent's end.
    private static let actionLimit = Nanoseconds.seconds(180)
    private static let busyLimit = Nanoseconds.seconds(10)

    let runner: any ScriptRunning

    func reconnect(_ action: AgentConfiguration.ReconnectAction) async -> ScriptOutcome {
        switch action {
        case .command(let words): await run(words, within: Self.actionLimit)
        case .unit(let name, let verb):
            await run([Self.systemctl, verb.rawValue, "--", name], within: Self.actionLimit)
        }
    }

    /// Exit code 0: the agent may be moved.
    func askWhetherBusy(_ words: [String]) async -> ScriptOutcome {
        await run(words, within: Self.busyLimit)
    }

    private func run(_ words: [String], within limit: Nanoseconds) async -> ScriptOutcome {
        guard let program = words.first else { return .notStarted("there is no program") }
        return await runner.run(
            ScriptCommand(program: program, arguments: Array(words.dropFirst())), within: limit)
    }

    private static var systemctl: String {
        ["/usr/bin/systemctl", "/bin/systemctl"].first { access($0, X_OK) == 0 } ?? "/usr/bin/systemctl"
    }
}
