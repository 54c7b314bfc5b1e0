import Glibc

/// The file `released` in the runtime directory.
extension ReleasedInstances {
    /// What was released before this daemon started.
    static func read(from directory: String) -> ReleasedInstances {
        ReleasedInstances(text: ProcessFacts.text(of: path(in: directory)) ?? "")
    }

    func write(to directory: String) throws(FileError) {
        let path = Self.path(in: directory)
        guard releases.isEmpty else { return try ReplacedFile.write(Array(text.utf8), to: path, mode: 0o640) }
        guard unlink(path) != 0, errno != ENOENT else { return }
        throw FileError(path: path, errno: errno)
    }

    private static func path(in directory: String) -> String { directory + "/released" }
}
