import ArgumentParser
import ControlMessages
import ControlTables

/// `swiftlvsctl vrrp [INSTANCE]`.
struct VRRPCommand: Question {
    typealias Message = VRRPListMessage

    static let configuration = CommandConfiguration(
        commandName: "vrrp", abstract: "VRRP instances: state, since when, priority and why.")

    @ParentCommand var parent: SwiftLVSCtl
    @OptionGroup var options: Options

    @Argument(help: "One instance, with its counters and last transitions.")
    var instance: String?

    var path: ControlPath { .instances }

    func run() async throws {
        if let instance {
            try await show(VRRPInstanceMessage.self, from: .instance(instance))
        } else {
            try await show(VRRPListMessage.self, from: path)
        }
    }
}
