/// `track_file`: a file with a number in it.
package struct TrackFile: Hashable, Sendable {
    /// `init_file`: what the file holds from the start.
    package struct Initial: Hashable, Sendable {
        package let value: Int
        /// Whether that replaces what is in the file.
        package let overwrites: Bool

        package init(value: Int, overwrites: Bool) {
            self.value = value
            self.overwrites = overwrites
        }
    }

    package let name: String
    /// Absolute.
    package let path: String
    /// The factor of the number in it.
    package internal(set) var weight = Weight(1)
    /// Nil: the file is left as it is.
    package internal(set) var initial: Initial?

    package init(name: String, path: String) {
        self.name = name
        self.path = path
    }
}
