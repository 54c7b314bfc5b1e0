import Addresses

/// What two masters compare (RFC 9568 §6.4.3).
struct Rank: Comparable {
    let priority: UInt8
    let address: IPAddress

    static func < (left: Rank, right: Rank) -> Bool {
        (left.priority, left.address) < (right.priority, right.address)
    }
}
