import Glibc

/// Lines that are out as soon as they are written, for commands that go on.
enum StandardOutput {
    /// Writes a line at once; the program ends where nobody reads it any more.
    static func write(_ line: String) {
        write(bytes: Array((line + "\n").utf8))
    }

    static func write(bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(STDOUT_FILENO, Array(rest), rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { Glibc.exit(ExitStatus.ok.rawValue) }
            rest = rest.dropFirst(count)
        }
    }
}
