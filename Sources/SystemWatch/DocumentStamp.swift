import Glibc

/// What tells a file from the one that was there before, without a look into it.
struct DocumentStamp: Hashable {
    private let device: UInt
    private let number: UInt
    private let size: Int
    private let changed: [Int]

    /// Nil where there is no such file.
    init?(of path: String) {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        device = UInt(facts.st_dev)
        number = UInt(facts.st_ino)
        size = Int(facts.st_size)
        changed = [facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec, facts.st_ctim.tv_sec, facts.st_ctim.tv_nsec]
    }
}
