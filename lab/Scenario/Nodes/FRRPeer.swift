import Deadlines

/// Debian's FRRouting in a namespace: zebra and vrrpd. It leaves the virtual MAC and the addresses to a macvlan that
/// must be there before, and takes that up and down.
package final class FRRPeer: LoadBalancerDaemon {
    private static let folder = "/usr/lib/frr"

    package let programName = "frr"
    package let namespace: NetworkNamespace
    private let name: String
    private let workspace: Workspace
    private let addresses: [String]
    private let virtualMAC: String
    private let zebra = Current<BackgroundProcess>()
    private let vrrpd = Current<BackgroundProcess>()

    /// - Parameters:
    ///   - addresses: what the macvlan carries, with prefix lengths; all of one family.
    package init(
        _ name: String, in namespace: NetworkNamespace, workspace: Workspace, virtualRouterID: Int,
        addresses: [String]
    ) {
        self.name = name
        self.namespace = namespace
        self.workspace = workspace
        self.addresses = addresses
        let family = addresses.contains { $0.contains(":") } ? 2 : 1
        let last = String(virtualRouterID, radix: 16)
        virtualMAC = "00:00:5e:00:0\(family):" + (last.count == 1 ? "0" : "") + last
    }

    package func start(configuration: String) async throws {
        let file = try workspace.write(configuration, to: "\(name).frr")
        // Its daemons run as a user of their own.
        try await Command("chmod", "777", workspace.folder).succeed()
        try await makeMacvlan()
        zebra.set(try await launch("zebra", configuration: file, ["--retain"]))
        try await eventually("\(name) (zebra) listens", within: .seconds(30)) { workspace.exists("\(name).zserv") }
        vrrpd.set(try await launch("vrrpd", configuration: file, []))
    }

    private var macvlan: String { "vrrp-\(name)" }

    private func makeMacvlan() async throws {
        // Else the parent answers for the addresses of the macvlan, with a MAC address of its own.
        try await namespace.set("ipv4/conf/front/arp_ignore", to: "1")
        try await namespace.ip(
            "link add \(macvlan) link front type macvlan mode bridge",
            "link set dev \(macvlan) address \(virtualMAC) addrgenmode none")
        for address in addresses {
            try await namespace.ip("address add \(address) dev \(macvlan)" + (address.contains(":") ? " nodad" : ""))
        }
        try await namespace.ip("link set dev \(macvlan) up")
    }

    private func launch(_ daemon: String, configuration: String, _ more: [String]) async throws -> BackgroundProcess {
        try await BackgroundProcess.start(
            Command(
                [
                    "\(Self.folder)/\(daemon)", "--config_file", configuration, "--pid_file",
                    workspace.path("\(name).\(daemon).pid"), "--socket",
                    workspace.path("\(name).zserv"), "--vty_socket", workspace.folder, "--vty_port", "0", "--log",
                    "stdout", "--log-level", "informational",
                ] + more, in: namespace), logFile: workspace.path("\(name).\(daemon).log"))
    }

    @discardableResult
    package func stop() async throws -> Int32 {
        let code = try await vrrpd.take()?.stop() ?? -1
        _ = try await zebra.take()?.stop()
        workspace.delete("\(name).zserv")
        // vrrpd leaves it, and with it the addresses, as it was.
        try await namespace.ip("link delete \(macvlan)")
        return code
    }

    package func crash() async throws {
        try await vrrpd.take()?.crash()
        try await zebra.take()?.crash()
        workspace.delete("\(name).zserv")
    }

    package func send(_ signal: Int32) {
        vrrpd.now?.send(signal)
    }

    package func logTail() -> String {
        workspace.tail(of: "\(name).zebra.log", lines: 5) + "\n" + workspace.tail(of: "\(name).vrrpd.log")
    }

    /// The addresses are always there; they answer while the macvlan is up.
    package func holds(_ address: String) async throws -> Bool {
        let link = try await Command("ip", "-netns", namespace.name, "-oneline", "link", "show", "dev", macvlan).run()
        return link.output.contains("LOWER_UP") && !link.output.contains("protodown on")
    }
}
