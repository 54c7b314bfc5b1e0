/// One captured frame: a line of `swiftlvsctl --json capture`.
package struct CaptureMessage: Codable, Hashable, Sendable {
    /// Something that is wrong.
    package struct Finding: Codable, Hashable, Sendable {
        /// A stable word, such as `two_masters`.
        package var kind: String
        package var text: String

        package init(kind: String, text: String) {
            self.kind = kind
            self.text = text
        }
    }

    /// What an advertisement says.
    package struct Advertisement: Codable, Hashable, Sendable {
        package var version: Int
        package var virtualRouterID: Int
        package var priority: Int
        /// In seconds.
        package var interval: Double
        package var addresses: [String]
        package var authentication: String
        /// `pseudo_header` or `message_only`; nil where it is wrong or cannot be checked.
        package var checksum: String?

        package init(
            version: Int, virtualRouterID: Int, priority: Int, interval: Double, addresses: [String],
            authentication: String, checksum: String?
        ) {
            self.version = version
            self.virtualRouterID = virtualRouterID
            self.priority = priority
            self.interval = interval
            self.addresses = addresses
            self.authentication = authentication
            self.checksum = checksum
        }

        private enum CodingKeys: String, CodingKey {
            case version, virtualRouterID = "virtual_router_id", priority, interval, addresses, authentication, checksum
        }
    }

    package var at: Timestamp
    package var vlans: [Int]
    package var source: String?
    package var destination: String?
    package var hardwareSource: String?
    package var advertisement: Advertisement?
    /// The address that a gratuitous ARP packet or an unsolicited neighbour advertisement is about.
    package var announces: String?
    package var hardwareAddress: String?
    package var findings: [Finding]
    package var notes: [String]

    package init(at: Timestamp, findings: [Finding], notes: [String]) {
        self.at = at
        vlans = []
        self.findings = findings
        self.notes = notes
    }

    private enum CodingKeys: String, CodingKey {
        case at, vlans, source, destination, hardwareSource = "hardware_source", advertisement, announces,
            hardwareAddress = "hardware_address", findings, notes
    }
}
