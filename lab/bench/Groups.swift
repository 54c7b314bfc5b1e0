import ArgumentParser
import BenchFigures
import LabScenario

/// A million agents: lists, changes, memory; and what the daemon does with many of them at once.
struct Groups: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "groups",
        abstract: "Management-server groups: lists and changes for a million agents, watchers and registrations.",
        discussion: """
            Runs inside `lab/run --net`. The exit code is 0 whether goals are met or not; something that did not do what \
            it should is an error.
            """)

    @Option(help: "Agents of the large group.")
    var agents = 1_000_000

    @Option(help: "Management servers of the group.")
    var servers = 32

    @Option(help: "The swiftlvsd to measure (default: the one beside this program).")
    var swiftlvsd = Executables.path(of: "swiftlvsd")

    @Option(help: "Where to write the figures as JSON, too.")
    var json: String?

    @Option(help: "Agents that watch their lists; 0 for none.")
    var watchers = 10_000

    @Option(help: "Agents that register with the daemon; at least as many as watch.")
    var registrations = 20_000

    @Option(help: "Measure only this: group or daemon; may be given more than once.")
    var only: [String] = []

    func run() async throws {
        var figures: [Figure] = []
        let release = try await Command("uname", "-r").succeed().filter { !$0.isWhitespace }
        print("kernel \(release), swiftlvsd is \(swiftlvsd)")
        if isWanted("group") { figures += try GroupRound(agents: agents, servers: servers).run() }
        if isWanted("daemon") {
            let workspace = try Workspace("lvs-bench")
            defer { workspace.remove() }
            figures += try AgentsRound(
                program: swiftlvsd, agents: max(registrations, watchers), watchers: watchers, workspace: workspace
            ).run()
        }
        print("\n\(FigureTable(figures))")
        try BenchResult(kernel: release, swiftlvsd: swiftlvsd, figures: figures).write(to: json)
    }

    private func isWanted(_ part: String) -> Bool { only.isEmpty || only.contains(part) }
}
