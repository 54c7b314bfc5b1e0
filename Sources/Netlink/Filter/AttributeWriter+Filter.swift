/// nf_tables has its numbers in network byte order, unlike the rest of netlink.
extension AttributeWriter {
    mutating func number(_ type: some RawRepresentable<UInt32>, _ number: UInt32) {
        self.number(UInt16(truncatingIfNeeded: type.rawValue), number.bigEndian)
    }

    mutating func text(_ type: some RawRepresentable<UInt32>, _ text: String) {
        self.text(UInt16(truncatingIfNeeded: type.rawValue), text)
    }

    mutating func bytes(_ type: some RawRepresentable<UInt32>, _ value: [UInt8]) {
        self.bytes(UInt16(truncatingIfNeeded: type.rawValue), value)
    }

    mutating func nested(_ type: some RawRepresentable<UInt32>, _ body: (inout AttributeWriter) -> Void) {
        self.nested(UInt16(truncatingIfNeeded: type.rawValue), body)
    }
}
