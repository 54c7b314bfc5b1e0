import ArgumentParser
import ControlMessages
import ControlTables
import NIOHTTP1

/// `swiftlvsctl services …`: shows them unless another word follows.
struct ServicesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "services", abstract: "Virtual services and their real servers, near ipvsadm's look.",
        subcommands: [ServicesShowCommand.self, ServicesAdoptCommand.self, ServicesPurgeCommand.self],
        defaultSubcommand: ServicesShowCommand.self)

    @ParentCommand var parent: SwiftLVSCtl
}

/// `swiftlvsctl services [SERVICE]` and `swiftlvsctl services --verify`.
struct ServicesShowCommand: Question {
    typealias Message = ServiceListMessage

    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows the services; this is what happens without a word, too.")

    @ParentCommand var services: ServicesCommand
    @OptionGroup var options: Options

    @Argument(help: "One service, with its traffic: [tcp/|udp/|sctp/]ADDRESS:PORT or fwmark/N.")
    var service: String?

    @Flag(help: "Have the kernel's table put right at once, weights set by hand included, and show what differed.")
    var verify = false

    var parent: SwiftLVSCtl { services.parent }
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

/// `swiftlvsctl services adopt SERVICE…`.
struct ServicesAdoptCommand: Question {
    typealias Message = ServiceChoiceMessage

    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Keeps services that are in the kernel and in no file as they are, audited, until a clean stop.")

    @ParentCommand var services: ServicesCommand
    @OptionGroup var options: Options
    @OptionGroup var choice: ServiceChoiceArguments

    var parent: SwiftLVSCtl { services.parent }
    var method: HTTPMethod { .POST }
    var path: ControlPath { .adoption }

    func run() async throws {
        try await show(Message.self, from: path, sending: try MessageCoding.encode(choice.choice))
    }
}

/// `swiftlvsctl services purge SERVICE…`.
struct ServicesPurgeCommand: Question {
    typealias Message = ServiceChoiceMessage

    static let configuration = CommandConfiguration(
        commandName: "purge", abstract: "Removes services that are in no file from the kernel.")

    @ParentCommand var services: ServicesCommand
    @OptionGroup var options: Options
    @OptionGroup var choice: ServiceChoiceArguments

    var parent: SwiftLVSCtl { services.parent }
    var method: HTTPMethod { .POST }
    var path: ControlPath { .purge }

    func run() async throws {
        try await show(Message.self, from: path, sending: try MessageCoding.encode(choice.choice))
    }
}

/// Which of the services that are in no file.
struct ServiceChoiceArguments: ParsableArguments {
    @Argument(help: "[tcp/|udp/|sctp/]ADDRESS:PORT or fwmark/N[/ipv6].")
    var names: [String] = []

    @Flag(help: "All that are in no file, those of other programs included.")
    var all = false

    var choice: ServiceChoice { ServiceChoice(services: names, all: all) }

    func validate() throws {
        if names.isEmpty == !all { throw ValidationError("name services, or say --all") }
    }
}
