package import Addresses
package import Deadlines
package import VRRPEngine

/// What a node of ours is configured with, to compare what is on its link with.
package struct ConfiguredRouter: Hashable, Sendable {
    /// The instance's name.
    package var name: String
    package var virtualRouterID: UInt8
    package var family: AddressFamily
    package var version: VRRPVersion
    package var interval: Nanoseconds
    /// Those that are advertised, in any order.
    package var addresses: [IPAddress]

    package init(
        name: String, virtualRouterID: UInt8, family: AddressFamily, version: VRRPVersion, interval: Nanoseconds,
        addresses: [IPAddress]
    ) {
        self.name = name
        self.virtualRouterID = virtualRouterID
        self.family = family
        self.version = version
        self.interval = interval
        self.addresses = addresses
    }

    /// In what an advertisement differs.
    func differences(_ fields: AdvertisementFields) -> [Finding] {
        var findings: [Finding] = []
        if fields.version != version { findings.append(.notConfiguredVersion(name, version)) }
        if fields.interval != interval { findings.append(.notConfiguredInterval(name, interval)) }
        if fields.addresses.sorted() != addresses.sorted() {
            findings.append(.notConfiguredAddresses(name, addresses))
        }
        return findings
    }
}
