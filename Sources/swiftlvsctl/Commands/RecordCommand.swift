import ArgumentParser
import ControlMessages
import Glibc

/// `swiftlvsctl record`.
struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "What goes into and out of VRRP instances, as JSON lines, until Ctrl-C or the daemon's end.",
        discussion: """
            Each line is an event, what the instance asked for and when it wants to be called next; "swiftlvsctl replay" \
            reads it back. Passwords and keys are not in it. One recording runs at a time.
            """)

    @ParentCommand var parent: SwiftLVSCtl
    @OptionGroup var options: Options

    @Option(name: [.customShort("w"), .long], help: ArgumentHelp("Write to a file.", valueName: "file"))
    var write: String?

    @Argument(help: "Only this instance.")
    var instance: String?

    func run() async throws {
        let options = options.completed(by: parent.options)
        var descriptor = STDOUT_FILENO
        if let write {
            descriptor = open(write, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
            guard descriptor >= 0 else {
                throw ControlFailure.refused("\(write) cannot be written: \(String(cString: strerror(errno)))")
            }
        }
        // Every line is out as soon as it is there, so there is nothing to give up.
        signal(SIGINT) { _ in _exit(ExitStatus.ok.rawValue) }
        signal(SIGTERM) { _ in _exit(ExitStatus.ok.rawValue) }
        let output = LineOutput(descriptor: descriptor, name: write ?? "standard output")
        try await ControlClient(socket: options.socket ?? Options.defaultSocket)
            .lines(of: .recording(of: instance)) { line in
                // Empty lines only say that the daemon is there.
                if line.count > 1 { try output.write(Array(line)) }
            }
    }
}
