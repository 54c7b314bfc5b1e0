import CNetlink

/// The header after the netlink header in every generic netlink message (`struct genlmsghdr`).
package struct GenericHeader: Hashable, Sendable {
    package static let size = MemoryLayout<genlmsghdr>.size

    package let command: UInt8
    package let version: UInt8

    package init(command: UInt8, version: UInt8) {
        self.command = command
        self.version = version
    }

    package init(_ message: borrowing Message) throws(DecodeFailure) {
        command = try message.field(UInt8.self, at: MemoryLayout<genlmsghdr>.offset(of: \.cmd))
        version = try message.field(UInt8.self, at: MemoryLayout<genlmsghdr>.offset(of: \.version))
    }

    package func write(into writer: inout AttributeWriter) {
        writer.fixed(command)
        writer.fixed(version)
        writer.fixed(UInt16(0))
    }
}
