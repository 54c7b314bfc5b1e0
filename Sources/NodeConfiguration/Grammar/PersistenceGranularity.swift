import Addresses

/// `persistence_granularity`: an IPv4 netmask or an IPv6 prefix length.
enum PersistenceGranularity: Hashable {
    case ipv4(prefixLength: Int)
    case ipv6(prefixLength: Int)

    var family: AddressFamily {
        switch self {
        case .ipv4: .ipv4
        case .ipv6: .ipv6
        }
    }

    var prefixLength: Int {
        switch self {
        case .ipv4(let length), .ipv6(let length): length
        }
    }

    static let argument = Argument<PersistenceGranularity>(.netmask) { text in
        if let mask = IPv4Address(text)?.value {
            let length = (~mask).leadingZeroBitCount
            let isContiguous = length > 0 && (length == 32 || mask << UInt32(length) == 0)
            return isContiguous ? .ipv4(prefixLength: length) : nil
        }
        guard let length = Decimal.integer(text), (1...128).contains(length) else { return nil }
        return .ipv6(prefixLength: length)
    }
}
