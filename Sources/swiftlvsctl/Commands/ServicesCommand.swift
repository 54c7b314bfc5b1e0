import ArgumentParser
import ControlMessages
import ControlTables

/// `swiftlvsctl services [SERVICE]`.
struct ServicesCommand: Question {
    typealias Message = ServiceListMessage

    static let configuration = CommandConfiguration(
        commandName: "services", abstract: "Virtual services and their real servers, near ipvsadm's look.")

    @ParentCommand var parent: SwiftLVSCtl
    @OptionGroup var options: Options

    @Argument(help: "One service, with its traffic: [tcp/|udp/|sctp/]ADDRESS:PORT or fwmark/N.")
    var service: String?

    var path: ControlPath { .services }

    func run() async throws {
        if let service {
            try await show(ServiceMessage.self, from: .service(service))
        } else {
            try await show(ServiceListMessage.self, from: path)
        }
    }
}
