import CNetlink

/// The header of every netlink message (`struct nlmsghdr`), without the length that goes before it.
package struct MessageHeader: Hashable, Sendable {
    /// Bytes of the header, length field included.
    package static let size = MemoryLayout<nlmsghdr>.size

    /// A family's identifier, an rtnetlink message such as `RTM_NEWLINK`, or a control message such as `NLMSG_DONE`.
    package var type: UInt16
    /// `NLM_F_…`
    package var flags: UInt16
    /// Pairs an answer with its request; 0 in notifications.
    package var sequence: UInt32
    /// The netlink port of the socket that asked; 0 in requests.
    package var portID: UInt32

    package init(type: UInt16, flags: UInt16, sequence: UInt32 = 0, portID: UInt32 = 0) {
        self.type = type
        self.flags = flags
        self.sequence = sequence
        self.portID = portID
    }

    package func hasFlag(_ flag: Int32) -> Bool {
        flags & UInt16(truncatingIfNeeded: flag) != 0
    }
}
