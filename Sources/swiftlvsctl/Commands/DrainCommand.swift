import ArgumentParser
import ControlMessages
import ControlTables
import Glibc
import NIOHTTP1

/// `swiftlvsctl drain GROUP SERVER`.
struct DrainCommand: AsyncParsableCommand {
    private static let pause = Duration.milliseconds(500)

    static let configuration = CommandConfiguration(
        commandName: "drain",
        abstract: "Moves the agents of a management server away, and shows how far that is.",
        discussion: "Ctrl-C ends the looking on, not the drain.")

    @ParentCommand var parent: SwiftLVSCtl
    @OptionGroup var options: Options

    @Argument(help: "The group.")
    var group: String

    @Argument(help: "The server, as the group shows it.")
    var server: String

    @Flag(help: "Do not wait until all agents have their new lists.")
    var noWait = false

    func run() async throws {
        let options = options.completed(by: parent.options)
        let client = ControlClient(socket: options.socket ?? Options.defaultSocket)
        let first = try await client.message(DrainMessage.self, .POST, .server(server, of: group, "drain"))
        guard !options.json else {
            print(String(decoding: try MessageCoding.encode(first), as: UTF8.self))
            return
        }
        signal(SIGINT) { _ in _exit(ExitStatus.ok.rawValue) }
        var now = first
        let isTerminal = isatty(STDOUT_FILENO) == 1
        while !noWait, now.isDraining, now.preferredBy > 0 {
            if isTerminal { LineOutput.overwrite(now.entry.progressLine(from: first.preferredBy)) }
            try await Task.sleep(for: Self.pause)
            now = try await client.message(DrainMessage.self, .GET, .server(server, of: group))
        }
        if isTerminal, !noWait { LineOutput.overwrite("") }
        LineOutput.write(now.text)
    }
}

/// `swiftlvsctl resume GROUP SERVER`.
struct ResumeCommand: Question {
    typealias Message = DrainMessage

    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Takes a management server back from its drain; its agents return.")

    @ParentCommand var parent: SwiftLVSCtl
    @OptionGroup var options: Options

    @Argument(help: "The group.")
    var group: String

    @Argument(help: "The server, as the group shows it.")
    var server: String

    var method: HTTPMethod { .POST }
    var path: ControlPath { .server(server, of: group, "resume") }
}
