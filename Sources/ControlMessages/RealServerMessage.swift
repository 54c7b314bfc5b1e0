/// `swiftlvsctl real-server … --json`: this host as a real server.
package struct RealServerMessage: Codable, Hashable, Sendable {
    package var virtualIPs: [PreparedAddressEntry]
    /// What was done just now, a phrase each.
    package var done: [String]

    package init(virtualIPs: [PreparedAddressEntry], done: [String] = []) {
        self.virtualIPs = virtualIPs
        self.done = done
    }

    private enum CodingKeys: String, CodingKey {
        case virtualIPs = "virtual_ips"
        case done
    }
}

/// A virtual IP that this host was prepared for.
package struct PreparedAddressEntry: Codable, Hashable, Sendable {
    package var address: String
    package var interface: String
    /// `dr` or `tunnel`.
    package var method: String
    /// What is wrong with it now.
    package var faults: [String]

    package init(address: String, interface: String, method: String, faults: [String]) {
        self.address = address
        self.interface = interface
        self.method = method
        self.faults = faults
    }
}
