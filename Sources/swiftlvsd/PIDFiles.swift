import Glibc
import LoadBalancer

/// The pid files that service managers and scripts read, written at each start and removed at the end.
struct PIDFiles {
    let paths: [String]

    /// Writes every file; a failure is told and does not stop the daemon.
    func write(warn: (String) -> Void) {
        for path in paths {
            do {
                try ReplacedFile.write(Array("\(getpid())\n".utf8), to: path, mode: 0o644)
            } catch {
                warn("the pid file \(error)")
            }
        }
    }

    /// Removes those files that still hold this process's number.
    func remove() {
        for path in paths where PIDFiles.number(in: path) == getpid() { unlink(path) }
    }

    /// The process number in a pid file, nil where there is none.
    static func number(in path: String) -> pid_t? {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        let digits = bytes[..<count].prefix { (0x30...0x39).contains($0) }
        return pid_t(String(decoding: digits, as: UTF8.self))
    }
}
