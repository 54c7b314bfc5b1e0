import ArgumentParser
import ControlMessages
import ControlTables

/// `swiftlvsctl topology`.
struct TopologyCommand: Question {
    typealias Message = TopologyMessage

    static let configuration = CommandConfiguration(
        commandName: "topology", abstract: "Services that follow a topology, with what their clusters carry.")

    @ParentCommand var parent: SwiftLVSCtl
    @OptionGroup var options: Options

    var path: ControlPath { .topology }
}
