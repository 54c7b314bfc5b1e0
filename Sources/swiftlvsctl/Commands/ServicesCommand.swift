import ArgumentParser
import ControlMessages
import ControlTables
import NIOHTTP1

/// `swiftlvsctl services [SERVICE]` and `swiftlvsctl services --verify`.
struct ServicesCommand: Question {
    typealias Message = ServiceListMessage

    static let configuration = CommandConfiguration(
        commandName: "services", abstract: "Virtual services and their real servers, near ipvsadm's look.")

    @ParentCommand var parent: SwiftLVSCtl
    @OptionGroup var options: Options

    @Argument(help: "One service, with its traffic: [tcp/|udp/|sctp/]ADDRESS:PORT or fwmark/N.")
    var service: String?

    @Flag(help: "Have the kernel's table put right at once, weights set by hand included, and show what differed.")
    var verify = false

    var method: HTTPMethod { verify ? .POST : .GET }
    var path: ControlPath { verify ? .verification : .services }

    func run() async throws {
        if verify {
            try await show(VerificationMessage.self, from: path)
        } else if let service {
            try await show(ServiceMessage.self, from: .service(service))
        } else {
            try await show(ServiceListMessage.self, from: path)
        }
    }
}
