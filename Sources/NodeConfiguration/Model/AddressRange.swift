package import Addresses

/// Addresses of one family that follow each other.
package struct AddressRange: Hashable, Sendable {
    package let first: IPAddress
    /// Not below the first.
    package let last: IPAddress

    /// Nil where the last is below the first, or of another family.
    package init?(_ first: IPAddress, through last: IPAddress) {
        guard first.family == last.family, first <= last else { return nil }
        self.first = first
        self.last = last
    }

    /// All addresses of a prefix; nil where it has host bits.
    package init?(_ prefix: Prefix) {
        guard prefix.network == prefix else { return nil }
        first = prefix.address
        let host = prefix.address.family.bitWidth - prefix.length
        switch prefix.address {
        case .v4(let address):
            last = .v4(IPv4Address(address.value | (host < 32 ? (1 << UInt32(host)) - 1 : ~0)))
        case .v6(let address):
            let low = host < 64 ? (1 << UInt64(host)) - 1 : ~UInt64(0)
            let high = host <= 64 ? 0 : host < 128 ? (1 << UInt64(host - 64)) - 1 : ~UInt64(0)
            last = .v6(IPv6Address(high: address.high | high, low: address.low | low))
        }
    }

    /// How many addresses these are, at most `Int.max`.
    package var count: Int {
        switch (first, last) {
        case (.v4(let first), .v4(let last)): Int(last.value - first.value) + 1
        case (.v6(let first), .v6(let last)):
            first.high == last.high && last.low - first.low < UInt64(Int.max) ? Int(last.low - first.low) + 1 : .max
        case (.v4, .v6), (.v6, .v4): 0
        }
    }
}

extension AddressRange: Sequence {
    package struct Iterator: IteratorProtocol {
        fileprivate var following: IPAddress?
        fileprivate let last: IPAddress

        package mutating func next() -> IPAddress? {
            guard let address = following else { return nil }
            following = address == last ? nil : address.successor
            return address
        }
    }

    package func makeIterator() -> Iterator { Iterator(following: first, last: last) }
}

extension AddressRange: CustomStringConvertible {
    /// `192.0.2.1`, or `192.0.2.1-192.0.2.9`.
    package var description: String { first == last ? "\(first)" : "\(first)-\(last)" }
}

extension IPAddress {
    /// The next address; behind the highest comes the lowest.
    fileprivate var successor: IPAddress {
        switch self {
        case .v4(let address): return .v4(IPv4Address(address.value &+ 1))
        case .v6(let address):
            let low = address.low &+ 1
            return .v6(IPv6Address(high: low == 0 ? address.high &+ 1 : address.high, low: low))
        }
    }
}
