import Addresses
import CNetlink

/// What `RTM_NEWADDR` and `RTM_DELADDR` carry for one address.
struct AddressRequest: Sendable {
    private let prefix: Prefix
    private let interfaceIndex: Int32
    private let flags: UInt8
    private let scope: UInt8
    private let attributes: AddressAttributes

    /// - Parameter valid: for how many seconds the address stays; nil when it is being removed.
    init(_ address: AddressSpecification, valid: UInt32?) {
        prefix = address.prefix
        interfaceIndex = address.interfaceIndex
        let local = address.prefix.address.bytes
        guard let valid else {
            flags = 0
            scope = 0
            attributes = AddressAttributes(address: address.peer?.bytes ?? local, local: local)
            return
        }
        flags = UInt8(truncatingIfNeeded: address.flags.rawValue)
        scope = address.scope
        let lifetime = AddressLifetime(valid: valid, preferred: address.preferredLifetime)
        attributes = AddressAttributes(
            address: address.peer?.bytes ?? local, local: local, label: address.label,
            broadcast: address.broadcast.map { IPAddress.v4($0).bytes },
            lifetime: lifetime == .permanent ? nil : lifetime.kernelNumbers,
            flags: address.flags.rawValue > UInt8.max ? address.flags.rawValue : nil)
    }

    func write(into writer: inout AttributeWriter) {
        // struct ifaddrmsg
        writer.fixed(UInt8(prefix.address.family.kernelNumber))
        writer.fixed(UInt8(prefix.length))
        writer.fixed(flags)
        writer.fixed(scope)
        writer.fixed(interfaceIndex)
        attributes.write(into: &writer)
    }
}

extension AddressFamily {
    /// `AF_…`
    var kernelNumber: Int32 { self == .ipv4 ? AF_INET : AF_INET6 }
}
