package import Addresses
package import Deadlines
package import VRRPEngine

/// What an advertisement says, believed or not.
package struct AdvertisementFields: Hashable, Sendable {
    /// 2 or 3.
    package var version: VRRPVersion
    package var virtualRouterID: UInt8
    /// 0 on leaving.
    package var priority: UInt8
    /// As advertised.
    package var interval: Nanoseconds
    /// Those that are there, in their order.
    package var addresses: [IPAddress]
    package var authentication: Authentication
    /// Which sum the checksum is; nil where it is none, or not all of the message was captured.
    package var checksumForm: Advertisement.ChecksumForm?
}

/// How an advertisement proves who sent it.
package enum Authentication: Hashable, Sendable {
    case none
    /// Version 2's simple text password. It is compared and never shown.
    case password([UInt8])
    /// An IP authentication header.
    case header
    /// A type of version 2 that does not exist.
    case unknown(UInt8)
    /// keepalived 2.4's trailer.
    case hmac(keyID: UInt8, sequence: UInt64)

    /// Whether a router that sends this one believes one that sends `other`.
    func matches(_ other: Authentication) -> Bool {
        // Keys are rotated one router at a time.
        if case .hmac = self, case .hmac = other { return true }
        return self == other
    }
}

extension Authentication: CustomStringConvertible {
    package var description: String {
        switch self {
        case .none: "none"
        case .password: "a password"
        case .header: "an authentication header"
        case .unknown(let type): "type \(type)"
        case .hmac(let keyID, _): "HMAC with key \(keyID)"
        }
    }
}
