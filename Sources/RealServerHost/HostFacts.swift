package import Addresses

/// What is there on a host now, as far as it matters here.
package struct HostFacts: Hashable, Sendable {
    package struct PlacedAddress: Hashable, Sendable {
        package let address: IPAddress
        package let interface: String

        package init(_ address: IPAddress, on interface: String) {
            self.address = address
            self.interface = interface
        }
    }

    /// Whether they are switched on, by name.
    package var interfaces: [String: Bool] = [:]
    /// With a prefix of their full length.
    package var addresses: Set<PlacedAddress> = []
    /// Those that are there.
    package var settings: [HostSetting: Int] = [:]

    package init() {}
}
