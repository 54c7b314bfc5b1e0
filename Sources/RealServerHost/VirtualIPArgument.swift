package import Addresses

/// A virtual IP as it is given for a real server: an address, or with the platform's netmask behind a bar.
///
/// The host gets it as /32 or /128 whatever the mask says: a shorter one would bring a route that takes the whole subnet
/// off the interface that the host really reaches it by.
package struct VirtualIPArgument: Hashable, Sendable {
    package let address: IPAddress
    /// What stood behind the bar; nil where nothing did.
    package let mask: String?

    /// - Returns: nil for a blank text, which stands for no virtual IP.
    package static func read(_ text: String) throws(RealServerError) -> VirtualIPArgument? {
        let parts = text.split(separator: "|", omittingEmptySubsequences: false).map { $0.trimmingBlanks }
        guard let first = parts.first, !first.isEmpty || parts.count > 1 else { return nil }
        guard let address = IPAddress(first), !address.isAny, !address.isMulticast else {
            throw RealServerError("'\(text)' is no virtual IP: ADDRESS or ADDRESS|MASK")
        }
        return VirtualIPArgument(address: address, mask: parts.count > 1 && !parts[1].isEmpty ? String(parts[1]) : nil)
    }

    /// Whether the mask says something else than what the host gets.
    package var isMaskIgnored: Bool {
        switch address {
        case .v4: mask.map { $0 != "255.255.255.255" && $0 != "32" } ?? false
        case .v6: mask.map { $0 != "128" } ?? false
        }
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        let start = drop { $0 == " " || $0 == "\t" }
        return start.lastIndex { $0 != " " && $0 != "\t" }.map { start[...$0] } ?? start.prefix(0)
    }
}
