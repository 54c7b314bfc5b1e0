import ArgumentParser
import ControlMessages
import ControlTables
import NIOHTTP1

/// `swiftlvsctl reload`.
struct ReloadCommand: Question {
    typealias Message = ReloadMessage

    static let configuration = CommandConfiguration(
        commandName: "reload", abstract: "Reads the configuration again and shows what changed.")

    @ParentCommand var parent: SwiftLVSCtl
    @OptionGroup var options: Options

    var method: HTTPMethod { .POST }
    var path: ControlPath { .reload }
}
