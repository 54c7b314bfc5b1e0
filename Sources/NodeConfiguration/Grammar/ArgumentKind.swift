package import Deadlines

/// What a keyword takes, in the words of messages.
package enum ArgumentKind: Hashable, Sendable {
    case integer(ClosedRange<Int>)
    /// A whole number; of those outside the range the nearest inside it is taken.
    case nearestInteger(ClosedRange<Int>)
    case seconds(ClosedRange<Nanoseconds>)
    case boolean
    case address
    case prefix
    case interfaceName
    case hostName
    case absolutePath
    case statusCodes
    case netmask
    case syncThreshold
    case processorList
    case command
    /// What may follow `TUN`.
    case tunnelOptions
    /// A number as in C, or a name of a file of iproute2's.
    case routingName(String, ClosedRange<UInt32>)
    case choice([String])
    /// Any word; the text says what it stands for.
    case word(String)
}

extension ArgumentKind: CustomStringConvertible {
    package var description: String {
        switch self {
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .nearestInteger(let range):
            "a whole number from \(range.lowerBound) to \(range.upperBound), or else the nearest of them"
        case .seconds(let range):
            "seconds from \(Self.number(range.lowerBound)) to \(Self.number(range.upperBound)), with at most 6 decimals"
        case .boolean: "on, true, yes, off, false or no"
        case .address: "an IPv4 or IPv6 address"
        case .prefix: "an IPv4 or IPv6 address, with /LENGTH or without"
        case .interfaceName: "the name of a network interface"
        case .hostName: "an address or a host name"
        case .absolutePath: "an absolute path"
        case .statusCodes: "status codes from 100 to 599, as N or N-M"
        case .netmask: "an IPv4 netmask, or an IPv6 prefix length from 1 to 128"
        case .syncThreshold: "two whole numbers from 0 to 2147483647, the first below the second unless that is 0"
        case .processorList: "a list of processors, as 0-3,8"
        case .tunnelOptions:
            "'type ipip', 'type gue port N' or 'type gre' after TUN, then nocsum, csum or remcsum"
        case .command: "a command, in quotes where it has arguments"
        case .routingName(let meaning, let range):
            "the name of \(meaning), or a number from \(range.lowerBound) to \(range.upperBound)"
        case .choice(let words): Self.list(words)
        case .word(let meaning): meaning
        }
    }

    private static func number(_ time: Nanoseconds) -> String {
        String(time.description.dropLast(2))
    }

    private static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.joined() }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }
}
