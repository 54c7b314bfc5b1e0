package import Addresses
import CNetlink

/// What happened to the interfaces or their addresses.
package enum LinkChange: Hashable, Sendable {
    /// An interface appeared, or anything about it changed.
    case link(Link)
    case linkRemoved(index: Int32, name: InterfaceName)
    /// An address appeared, or its flags or lifetime changed.
    case addressAdded(LinkAddress)
    case addressRemoved(LinkAddress)
    /// Some changes were lost: read links and addresses again.
    case resync
}

extension LinkChange {
    /// Reads a notification; nil for one that says nothing about links or addresses.
    init?(_ message: borrowing Message) throws(DecodeFailure) {
        switch Int(message.header.type) {
        case RTM_NEWLINK:
            guard let link = try Link(message) else { return nil }
            self = .link(link)
        case RTM_DELLINK:
            guard let link = try Link(message) else { return nil }
            self = .linkRemoved(index: link.index, name: link.name)
        case RTM_NEWADDR:
            guard let address = try LinkAddress(message) else { return nil }
            self = .addressAdded(address)
        case RTM_DELADDR:
            guard let address = try LinkAddress(message) else { return nil }
            self = .addressRemoved(address)
        default:
            return nil
        }
    }
}
