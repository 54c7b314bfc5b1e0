/// A keyword of keepalived in one of the blocks that have it, such as `virtual_server quorum`.
package struct KeywordPlace: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The keyword that opens the block; `top_level` outside any.
    package let block: String
    package let keyword: String

    package init(_ block: String, _ keyword: String) {
        self.block = block
        self.keyword = keyword
    }

    package var description: String { "\(block) \(keyword)" }

    package static func < (one: KeywordPlace, other: KeywordPlace) -> Bool {
        (one.block, one.keyword) < (other.block, other.keyword)
    }
}
