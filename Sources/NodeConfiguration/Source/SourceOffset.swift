/// A place in the file that is being read: how many bytes stand before it.
///
/// Four bytes, because every value that is read remembers its place; `SourceText` tells the line and the column for the
/// few that somebody is told about.
struct SourceOffset: Hashable, Comparable, Sendable {
    private let bytes: UInt32

    init(_ bytes: Int) {
        self.bytes = UInt32(clamping: bytes)
    }

    var index: Int { Int(bytes) }

    static func < (left: SourceOffset, right: SourceOffset) -> Bool { left.bytes < right.bytes }
}
