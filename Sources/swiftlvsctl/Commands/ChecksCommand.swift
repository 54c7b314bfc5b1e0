import ArgumentParser
import ControlMessages
import ControlTables

/// `swiftlvsctl checks`.
struct ChecksCommand: Question {
    typealias Message = CheckListMessage

    static let configuration = CommandConfiguration(
        commandName: "checks", abstract: "Health checks: state, last result, failures so far, next run.")

    @ParentCommand var parent: SwiftLVSCtl
    @OptionGroup var options: Options

    var path: ControlPath { .checks }
}
