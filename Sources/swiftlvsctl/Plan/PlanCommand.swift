import ArgumentParser
import ControlMessages
import ControlTables
import NIOHTTP1

/// `swiftlvsctl plan FILE`.
struct PlanCommand: AsyncParsableCommand {
    /// Each time the daemon may name files that the last ones include.
    private static let mostQuestions = 40

    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Shows what a reload of a file would change. Changes nothing.",
        discussion: """
            FILE is read by this command, as are the files that it includes; paths of include lines that do not begin \
            with / are looked for beside the file they stand in. The running daemon compares what they say with what it \
            runs, with its own -i, environment and --lenient.
            Each object that would change is named with its keywords before (-) and after (+), then what the changes \
            would cost: roles that are given up, addresses that move, connections that end.
            Ends with 0 where FILE could be reloaded, whether it changes something or not, and with 1 where it has \
            errors; with --exit-code also where something would change.
            """)

    @ParentCommand var parent: SwiftLVSCtl
    @OptionGroup var options: Options

    @Argument(help: "A configuration file; - is the standard input.", completion: .file())
    var file: String

    @Flag(help: "End with 1 where something would change, too.")
    var exitCode = false

    func run() async throws {
        let options = options.completed(by: parent.options)
        let client = ControlClient(socket: options.socket ?? Options.defaultSocket)
        let (answer, message) = try await ask(client)
        print(options.json ? String(decoding: answer.body, as: UTF8.self) : PlanReport(message).text)
        if message.error != nil || exitCode && !message.changes.isEmpty { throw ExitCode(ExitStatus.trouble.rawValue) }
    }

    private func ask(_ client: ControlClient) async throws -> (ControlClient.Answer, ReloadMessage) {
        var files = PlanFiles(file: try PlanFileReader.main(file))
        for _ in 1...Self.mostQuestions {
            let answer = try await client.ask(
                .POST, .plan, try MessageCoding.encode(files), contentType: "application/json")
            guard let message = try? MessageCoding.decode(ReloadMessage.self, from: answer.body) else {
                let error = try? MessageCoding.decode(ErrorMessage.self, from: answer.body)
                throw ControlFailure.refused(error?.error.message ?? "swiftlvsd answered with \(answer.status)")
            }
            guard let missing = message.missingIncludes, !missing.isEmpty else { return (answer, message) }
            files.includes += missing.map { PlannedInclude(path: $0, files: PlanFileReader.files(matching: $0)) }
        }
        throw ControlFailure.refused("\(file) includes files that include others without an end")
    }
}
