import ArgumentParser
import ControlMessages
import ControlTables
import Glibc
import NIOHTTP1

/// `swiftlvsctl release INSTANCE`.
struct ReleaseCommand: Question {
    typealias Message = VRRPReleaseMessage

    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Takes a VRRP instance's addresses off and the instance out of the election, until \"hold\".",
        discussion: """
            A master says farewell, so that a backup takes over at once. Its whole sync group goes with it. This \
            outlives reloads and restarts of the daemon, and ends with \"hold\" or when the host starts anew.
            """)

    @ParentCommand var parent: SwiftLVSCtl
    @OptionGroup var options: Options

    @Argument(help: "The instance's name.")
    var instance: String

    var method: HTTPMethod { .POST }
    var path: ControlPath { .release(of: instance, by: Operator.name) }
}

/// `swiftlvsctl hold INSTANCE`.
struct HoldCommand: Question {
    typealias Message = VRRPReleaseMessage

    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Lets a VRRP instance that was released take part in elections again.")

    @ParentCommand var parent: SwiftLVSCtl
    @OptionGroup var options: Options

    @Argument(help: "The instance's name.")
    var instance: String

    var method: HTTPMethod { .POST }
    var path: ControlPath { .hold(of: instance, by: Operator.name) }
}

/// Who runs the command, for the record.
private enum Operator {
    static var name: String {
        for variable in ["SUDO_USER", "USER", "LOGNAME"] {
            if let value = getenv(variable), value.pointee != 0 { return String(cString: value) }
        }
        return "uid \(getuid())"
    }
}
