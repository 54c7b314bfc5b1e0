import Addresses
import ArgumentParser
import ControlMessages
import PeerClient
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

    @Option(
        help: ArgumentHelp(
            "Ask this daemon for the virtual IPs: https://HOST:PORT, unix:/PATH, or http://HOST:PORT on this host.",
            valueName: "url"))
    var from: String?

    @Option(
        help: ArgumentHelp(
            "The service to ask for: [tcp/|udp/|sctp/]ADDRESS:PORT, or a topology's name; several times for several.",
            valueName: "name"))
    var service: [String] = []

    @Option(help: ArgumentHelp("A file that begins with the token that the daemon wants.", valueName: "path"))
    var tokenFile: String?

    @Option(
        help: ArgumentHelp(
            "The authorities that vouch for the daemon's certificate, in PEM; without it those of the system.",
            valueName: "path"))
    var caFile: String?

    func validate() throws {
        if from != nil, service.isEmpty { throw ValidationError("--from needs --service: which service's virtual IPs") }
        if from == nil, !service.isEmpty { throw ValidationError("--service needs --from: which daemon to ask") }
        if from == nil, tokenFile != nil || caFile != nil {
            throw ValidationError("--token-file and --ca-file are for the daemon that --from names")
        }
        if server.vip.isEmpty, from == nil {
            throw ValidationError("name a virtual IP with --vip, or a daemon with --from")
        }
        if method == .tunnel, interface != nil { throw ValidationError("--interface is for direct routing") }
    }

    func run() async throws {
        var addresses = try server.addresses()
        var method = self.method
        if let from {
            let credentials = Credentials(tokenFile: tokenFile, authorityFile: caFile)
            let found = try await ServiceLookup(url: from, credentials).find(service)
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
