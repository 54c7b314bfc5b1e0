import ArgumentParser
import ControlMessages
import NIOHTTP1

/// `swiftlvsctl config`.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "The configuration that runs, as keepalived.conf.",
        discussion: """
            Every setting that counts, with the defaults and what was inherited; files are included and definitions put \
            in. Passwords and keys are not shown: "swiftlvsd --print-config text --with-secrets -f FILE" shows those of a \
            file to who may read it.
            """)

    @ParentCommand var parent: SwiftLVSCtl
    @OptionGroup var options: Options

    func run() async throws {
        let options = options.completed(by: parent.options)
        let answer = try await ControlClient(socket: options.socket ?? Options.defaultSocket).ask(
            .GET, options.json ? .configuration : .configurationText)
        guard answer.status == .ok else {
            let error = try? MessageCoding.decode(ErrorMessage.self, from: answer.body)
            throw ControlFailure.refused(error?.error.message ?? "swiftlvsd answered with status \(answer.status.code)")
        }
        try LineOutput.standard.write(options.json ? answer.body + [UInt8(ascii: "\n")] : answer.body)
    }
}
