import Addresses
import ArgumentParser
import ControlMessages
import ControlTables
import RealServerHost

/// `swiftlvsctl real-server up|down|status`: this host as a real server behind a load balancer. Needs no daemon here.
struct RealServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "real-server", abstract: "Prepares this host for direct routing or tunnelling.",
        subcommands: [RealServerUpCommand.self, RealServerDownCommand.self, RealServerStatusCommand.self])

    @ParentCommand var parent: SwiftLVSCtl
}

/// What the three have in common.
struct RealServerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A virtual IP, as ADDRESS or ADDRESS|MASK; may be given several times.", valueName: "address"))
    var vip: [String] = []

    @Option(help: ArgumentHelp("Where it is remembered what was changed.", valueName: "path"))
    var stateFile = HostRecordFile.standardPath

    var file: HostRecordFile { HostRecordFile(path: stateFile) }

    /// The virtual IPs that are named; a blank one is none.
    func addresses() throws(ControlFailure) -> [IPAddress] {
        var addresses: [IPAddress] = []
        for text in vip {
            do throws(RealServerError) {
                guard let argument = try VirtualIPArgument.read(text) else { continue }
                if argument.isMaskIgnored {
                    LineOutput.writeError(
                        "\(argument.address) is added as a single address: the mask \(argument.mask ?? "") would "
                            + "take its subnet off the host's own interface")
                }
                if !addresses.contains(argument.address) { addresses.append(argument.address) }
            } catch {
                throw ControlFailure(description: "\(error)", status: .usage)
            }
        }
        return addresses
    }
}

extension RealServerHost {
    /// Does something and shows what was done, and how the host is then.
    static func show(
        _ options: RealServerOptions, json: Bool, only addresses: [IPAddress] = [],
        _ body: (RealServerHost) throws(RealServerError) -> [String]
    ) throws {
        let message: RealServerMessage
        do throws(RealServerError) {
            let host = try RealServerHost(recordingIn: options.file)
            let done = try body(host)
            message = RealServerMessage(
                virtualIPs: try host.status().filter { addresses.isEmpty || addresses.contains($0.entry.address) }.map {
                    PreparedAddressEntry(
                        address: $0.entry.address.description, interface: $0.entry.interface,
                        method: $0.entry.method.rawValue, faults: $0.faults)
                }, done: done)
        } catch {
            throw ControlFailure.refused("\(error)")
        }
        print(json ? String(decoding: try MessageCoding.encode(message), as: UTF8.self) : message.text)
        if message.showsTrouble { throw ExitCode(ExitStatus.trouble.rawValue) }
    }
}

/// `swiftlvsctl real-server down [--vip ADDRESS …]`.
struct RealServerDownCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down", abstract: "Undoes what up has done, for some virtual IPs or for all.")

    @ParentCommand var command: RealServerCommand
    @OptionGroup var options: Options
    @OptionGroup var server: RealServerOptions

    func run() async throws {
        let addresses = try server.addresses()
        // A blank name is nobody's, not everybody's.
        let isBlank = addresses.isEmpty && !server.vip.isEmpty
        try RealServerHost.show(server, json: options.completed(by: command.parent.options).json) {
            host throws(RealServerError) in
            isBlank ? [] : try host.down(addresses.isEmpty ? nil : addresses)
        }
    }
}

/// `swiftlvsctl real-server status [--vip ADDRESS …]`.
struct RealServerStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "The virtual IPs that up has put on this host, and what is wrong with them.")

    @ParentCommand var command: RealServerCommand
    @OptionGroup var options: Options
    @OptionGroup var server: RealServerOptions

    func run() async throws {
        try RealServerHost.show(
            server, json: options.completed(by: command.parent.options).json, only: try server.addresses()
        ) { _ in [] }
    }
}
