/// A read past the end of the bytes.
public struct UnexpectedEnd: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where the read began, in bytes from the start.
    public let offset: Int
    /// How many bytes were asked for.
    public let needed: Int
    /// How many there were.
    public let available: Int

    public init(offset: Int, needed: Int, available: Int) {
        self.offset = offset
        self.needed = needed
        self.available = available
    }

    public var description: String {
        "\(needed) bytes needed at offset \(offset), \(available) there"
    }
}
