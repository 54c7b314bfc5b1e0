import Glibc

/// The pid files that service managers and scripts read, written at each start and removed at the end.
///
/// Each is made anew and renamed into place, so that a planted link or a file held open by somebody else is replaced,
/// never written through.
struct PIDFiles {
    let paths: [String]

    /// Writes every file; a failure is told and does not stop the daemon.
    func write(warn: (String) -> Void) {
        for path in paths {
            let temporary = "\(path).\(getpid())"
            let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else {
                warn("the pid file \(path) cannot be written: \(String(cString: strerror(errno)))")
                continue
            }
            let line = Array("\(getpid())\n".utf8)
            let written = Glibc.write(descriptor, line, line.count)
            close(descriptor)
            guard written == line.count, rename(temporary, path) == 0 else {
                warn("the pid file \(path) cannot be written: \(String(cString: strerror(errno)))")
                unlink(temporary)
                continue
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
