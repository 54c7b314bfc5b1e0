/// An Ethernet bridge in the scenario's own namespace that joins the namespaces of nodes.
package struct Bridge: Hashable, Sendable {
    /// At most 10 characters, so that the names of its ports fit beside a number.
    package let name: String

    package static func create(_ name: String) async throws -> Bridge {
        let commands = "link add \(name) type bridge mcast_snooping 0\nlink set \(name) up\n"
        try await Command("ip", "-batch", "-").succeed(input: commands)
        return Bridge(name: name)
    }

    /// Plugs a new interface of the namespace, with these addresses (`192.0.2.1/24`), into the bridge.
    /// - Parameter port: the number of the bridge's port, different for each interface.
    package func connect(
        _ namespace: NetworkNamespace, as interface: String, port: Int, addresses: [String]
    ) async throws {
        let end = self.port(port)
        let commands = """
            link add \(end) type veth peer name \(interface) netns \(namespace.name)
            link set \(end) master \(name) up

            """
        try await Command("ip", "-batch", "-").succeed(input: commands)
        for address in addresses {
            try await namespace.ip("address add \(address) dev \(interface)\(address.contains(":") ? " nodad" : "")")
        }
        try await namespace.ip("link set \(interface) up")
    }

    /// The name of a port by its number.
    package func port(_ number: Int) -> String { "\(name)-\(number)" }

    package func delete() async {
        _ = try? await Command("ip", "link", "delete", name).run()
    }
}
