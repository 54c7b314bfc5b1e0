package import Addresses

/// Which services have which virtual IPs (`service_virtual_ips`): `service|address,service|address,…`.
///
/// Blanks around names and addresses do not count, empty entries are passed over, and so is what follows a second bar,
/// where the platform's users wrote a netmask. Names are compared as they are, with their case.
package struct ServiceMapping: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package let service: String
        package let address: IPAddress

        package init(service: String, address: IPAddress) {
            self.service = service
            self.address = address
        }
    }

    /// In the order of the text, none twice.
    package let entries: [Entry]
    private let addressesByService: [String: [IPAddress]]

    package init(entries: [Entry]) {
        var known: Set<Entry> = []
        self.entries = entries.filter { known.insert($0).inserted }
        addressesByService = Dictionary(grouping: self.entries, by: \.service).mapValues { $0.map(\.address) }
    }

    /// - Throws: at the first entry that is none, and where there are none.
    package init(_ text: some StringProtocol) throws(ServiceMappingError) {
        var entries: [Entry] = []
        for part in text.split(separator: ",") {
            let entry = part.trimmingBlanks
            guard !entry.isEmpty else { continue }
            let fields = entry.split(separator: "|", omittingEmptySubsequences: false).map(\.trimmingBlanks)
            guard let name = fields.first, !name.isEmpty else {
                throw ServiceMappingError(entry: String(entry), reason: "it has no service")
            }
            guard fields.count > 1, !fields[1].isEmpty else {
                throw ServiceMappingError(entry: String(entry), reason: "it has no virtual IP")
            }
            guard let address = IPAddress(fields[1]) else {
                throw ServiceMappingError(
                    entry: String(entry), reason: "'\(fields[1])' is no IPv4 or IPv6 address")
            }
            guard !address.isAny, !address.isMulticast else {
                throw ServiceMappingError(entry: String(entry), reason: "\(address) cannot be a virtual IP")
            }
            entries.append(Entry(service: String(name), address: address))
        }
        guard !entries.isEmpty else {
            throw ServiceMappingError(entry: String(text.prefix(80)), reason: "it names no service")
        }
        self.init(entries: entries)
    }

    /// The virtual IPs of a service in the order of the text.
    package func addresses(of service: String) -> [IPAddress] { addressesByService[service] ?? [] }
}

/// An entry that says no service and virtual IP.
package struct ServiceMappingError: Error, Hashable, Sendable, CustomStringConvertible {
    package let entry: String
    package let reason: String

    package var description: String { "'\(entry)' is no SERVICE|ADDRESS: \(reason)" }
}

extension StringProtocol {
    fileprivate var trimmingBlanks: SubSequence {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let start = self.drop(while: isBlank)
        return start.lastIndex { !isBlank($0) }.map { start[...$0] } ?? start[start.startIndex..<start.startIndex]
    }
}
