/// The name of a network interface: 1 to 15 bytes, no white space, no `/`, `:` or NUL, not `.` or `..`
/// (the kernel's `dev_valid_name`).
public struct InterfaceName: Hashable, Comparable, Sendable, LosslessStringConvertible {
    public let description: String

    public init?(_ text: some StringProtocol) {
        let forbidden: Set<UInt8> = [0, 0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x2F, 0x3A]
        guard (1...15).contains(text.utf8.count), text != ".", text != "..",
            !text.utf8.contains(where: forbidden.contains)
        else { return nil }
        description = String(text)
    }

    public static func < (left: InterfaceName, right: InterfaceName) -> Bool {
        left.description < right.description
    }
}
