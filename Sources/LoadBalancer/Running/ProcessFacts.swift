import FoundationEssentials
import Glibc
import Polling

/// What /proc says of a process.
enum ProcessFacts {
    static func name(of process: Int32) -> String? {
        firstWord(of: "/proc/\(process)/comm")
    }

    /// The processes whose name begins like this, by number.
    static func processes(named prefix: String) -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.filter { name(of: $0)?.hasPrefix(prefix) == true }.sorted()
    }

    static func sharesOurNetwork(_ process: Int32) -> Bool {
        // Without CAP_SYS_PTRACE the link of a more privileged process cannot be read; then it counts as ours, for two
        // daemons in one namespace do more harm than a start that is refused by mistake.
        guard let theirs = link("/proc/\(process)/ns/net"), let ours = link("/proc/self/ns/net") else { return true }
        return theirs == ours
    }

    /// The first word of a small file.
    static func firstWord(of path: String) -> String? {
        guard let text = text(of: path) else { return nil }
        return String(text.prefix { $0 != "\n" && $0 != " " })
    }

    /// A file's text; nil where it cannot be read, is empty, or is larger than `limit` bytes.
    static func text(of path: String, atMost limit: Int = 1 << 16) -> String? {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard let bytes = try? [UInt8](from: descriptor, expecting: 1 << 12, atMost: limit), !bytes.isEmpty else {
            return nil
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func link(_ path: String) -> String? {
        var bytes = [CChar](repeating: 0, count: 256)
        let count = readlink(path, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
