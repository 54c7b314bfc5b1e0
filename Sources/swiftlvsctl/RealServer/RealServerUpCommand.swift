import Addresses
import ArgumentParser
import ControlMessages
import RealServerHost

extension RealServerMethod: ExpressibleByArgument {}

/// `swiftlvsctl real-server up --vip ADDRESS …`.
struct RealServerUpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Puts virtual IPs on this host, where nobody hears of them by ARP.",
        discussion: """
            With direct routing they are put on an interface of their own, with tunnelling on tunl0 or ip6tnl0. What \
            is there already stays as it is; "down" undoes what was done.
            """)

    @ParentCommand var command: RealServerCommand
    @OptionGroup var options: Options
    @OptionGroup var server: RealServerOptions

    @Option(help: "How packets come from the load balancer: dr (the default) or tunnel.")
    var method: RealServerMethod?

    @Option(help: ArgumentHelp("Put them on this interface instead, such as lo (direct routing).", valueName: "name"))
    var interface: String?

    @Option(help: ArgumentHelp("Ask this daemon for the virtual IPs: http://HOST:PORT or unix:PATH.", valueName: "url"))
    var from: String?

    @Option(
        help: ArgumentHelp(
            "The service to ask for: [tcp/|udp/|sctp/]ADDRESS:PORT, or a topology's name; several times for several.",
            valueName: "name"))
    var service: [String] = []

    @Option(help: ArgumentHelp("A file whose first line is the token that the daemon wants.", valueName: "path"))
    var tokenFile: String?

    func validate() throws {
        if from != nil, service.isEmpty { throw ValidationError("--from needs --service: which service's virtual IPs") }
        if from == nil, !service.isEmpty { throw ValidationError("--service needs --from: which daemon to ask") }
        if server.vip.isEmpty, from == nil {
            throw ValidationError("name a virtual IP with --vip, or a daemon with --from")
        }
        if method == .tunnel, interface != nil { throw ValidationError("--interface is for direct routing") }
    }

    func run() async throws {
        var addresses = try server.addresses()
        var method = self.method
        if let from {
            let endpoint = try ControlEndpoint(url: from)
            let token = try tokenFile.map(ServiceLookup.token(in:))
            let found = try await ServiceLookup(client: ControlClient(endpoint: endpoint, token: token)).find(service)
            addresses += found.addresses.filter { !addresses.contains($0) }
            method = method ?? found.method
        }
        let (all, chosen) = (addresses, method ?? .direct)
        try RealServerHost.show(
            server, json: options.completed(by: command.parent.options).json, only: all
        ) { host throws(RealServerError) in
            all.isEmpty ? [] : try host.up(all, chosen, on: interface)
        }
    }
}
