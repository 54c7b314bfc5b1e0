/// What a `FILE_CHECK` follows.
package struct FileCheckSettings: Hashable, Sendable {
    /// The name of a `track_file` that is there.
    package let name: String
    /// -2147483647 to 2147483647; the block's own, else the file's.
    package let weight: Weight

    package init(name: String, weight: Weight) {
        self.name = name
        self.weight = weight
    }
}
