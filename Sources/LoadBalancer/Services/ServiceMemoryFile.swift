import Glibc

/// Where a daemon keeps its `ServiceMemory`: the file `services` in its runtime directory.
struct ServiceMemoryFile: Sendable {
    let path: String
    private static let largestSize = 64 << 20

    init(directory: String) {
        path = directory + "/services"
    }

    /// What a predecessor left; nothing where there is no file.
    func read() throws(ServiceMemoryError) -> ServiceMemory {
        guard isThere else { return ServiceMemory() }
        guard let text = ProcessFacts.text(of: path, atMost: Self.largestSize), let memory = ServiceMemory(text: text)
        else { throw ServiceMemoryError(path: path) }
        return memory
    }

    var isThere: Bool { access(path, F_OK) == 0 }

    /// Leaves this for a successor.
    func write(_ memory: ServiceMemory) throws(FileError) {
        if memory.isEmpty {
            guard unlink(path) != 0, errno != ENOENT else { return }
            throw FileError(path: path, errno: errno)
        }
        try ReplacedFile.write(Array(memory.text.utf8), to: path, mode: 0o640)
    }
}

/// A file that is cut, damaged, or of another version.
struct ServiceMemoryError: Error, CustomStringConvertible {
    let path: String

    var description: String { "\(path) cannot be read as what an earlier run left" }
}
