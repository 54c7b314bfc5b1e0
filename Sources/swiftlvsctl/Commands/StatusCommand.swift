import ArgumentParser
import ControlMessages
import ControlTables

/// `swiftlvsctl status`.
struct StatusCommand: Question {
    typealias Message = StatusMessage

    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "What runs, from which configuration, and what is wrong right now.")

    @ParentCommand var parent: SwiftLVSCtl
    @OptionGroup var options: Options

    var path: ControlPath { .status }
}
