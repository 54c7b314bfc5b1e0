import ArgumentParser
import Glibc

/// The operator's command.
@main
struct SwiftLVSCtl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "swiftlvsctl",
        abstract: "Shows and steers a running swiftlvsd.",
        discussion: """
            Exit codes: 0 all is well, 1 the answer is an error or says that something is wrong, 2 wrong usage, \
            3 no daemon there.
            """,
        subcommands: [
            StatusCommand.self, VRRPCommand.self, ReleaseCommand.self, HoldCommand.self, ServicesCommand.self,
            ChecksCommand.self, GroupsCommand.self, DrainCommand.self, ResumeCommand.self, TopologyCommand.self,
            ConfigCommand.self, PlanCommand.self, ReloadCommand.self, EventsCommand.self, CaptureCommand.self,
            RecordCommand.self,
            ReplayCommand.self, RealServerCommand.self,
        ])

    @OptionGroup var options: Options

    func run() async throws {
        throw ValidationError(
            "name a command: status, vrrp, release, hold, services, checks, groups, drain, resume, topology, config, plan,"
                + " reload, events, capture, record, replay or real-server")
    }

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as ControlFailure {
            end(failure.status, saying: "swiftlvsctl: \(failure)")
        } catch let code as ExitCode {
            Glibc.exit(code.rawValue)
        } catch {
            // Help and version leave with 0; what else the parser throws is wrong usage.
            guard exitCode(for: error) == .success else { end(.usage, saying: fullMessage(for: error)) }
            print(fullMessage(for: error))
        }
    }

    private static func end(_ status: ExitStatus, saying message: String) -> Never {
        let bytes = Array((message + "\n").utf8)
        write(STDERR_FILENO, bytes, bytes.count)
        Glibc.exit(status.rawValue)
    }
}
