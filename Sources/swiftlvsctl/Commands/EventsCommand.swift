import ArgumentParser
import ControlMessages
import ControlTables
import Glibc

/// `swiftlvsctl events`.
struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "What changes, as it happens, until Ctrl-C or the daemon's end.")

    @ParentCommand var parent: SwiftLVSCtl
    @OptionGroup var options: Options

    @Option(help: ArgumentHelp("Begin with the last events that are kept.", valueName: "n"))
    var history = 0

    @Option(
        parsing: .upToNextOption,
        help: "Only events of these kinds: \(EventKind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind: [EventKind] = []

    func validate() throws {
        guard history >= 0 else { throw ValidationError("--history takes a number of events") }
    }

    func run() async throws {
        let options = options.completed(by: parent.options)
        // Every line is out as soon as it is there, so there is nothing to give up.
        signal(SIGINT) { _ in _exit(ExitStatus.ok.rawValue) }
        let client = ControlClient(socket: options.socket ?? Options.defaultSocket)
        try await client.listen(to: .events(history: history, kinds: kind)) { item throws(ControlFailure) in
            LineOutput.write(options.json ? item.data : try Self.line(of: item))
        }
    }

    private static func line(of item: ServerSentEvent) throws(ControlFailure) -> String {
        do throws(MessageError) {
            if item.name == ServerSentEvent.dropped {
                return try MessageCoding.decode(DroppedMessage.self, from: item.data.utf8).line
            }
            return try MessageCoding.decode(EventMessage.self, from: item.data.utf8).line
        } catch {
            throw .refused("swiftlvsd's event cannot be read (is it of another version?): \(error)")
        }
    }
}

extension EventKind: ExpressibleByArgument {}
