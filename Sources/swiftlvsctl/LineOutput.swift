import Glibc

/// Lines that are out as soon as they are written, for commands that go on.
struct LineOutput: Sendable {
    static let standard = LineOutput(descriptor: STDOUT_FILENO, name: "standard output")

    static let standardError = LineOutput(descriptor: STDERR_FILENO, name: "standard error")

    let descriptor: Int32
    /// For messages.
    let name: String

    /// Writes a line and its end; the program ends where nobody reads it any more.
    static func write(_ line: String) { standard.write(line) }

    /// Writes a line and its end; the program ends where nobody reads it any more.
    func write(_ line: String) {
        do throws(ControlFailure) {
            try write(Array((line + "\n").utf8))
        } catch {
            Glibc.exit(ExitStatus.ok.rawValue)
        }
    }

    /// Writes a line for people beside the output.
    static func writeError(_ line: String) {
        try? LineOutput(descriptor: STDERR_FILENO, name: "standard error").write(
            Array(("swiftlvsctl: " + line + "\n").utf8))
    }

    /// Puts a text in the place of the terminal's current line.
    static func overwrite(_ line: String) {
        do throws(ControlFailure) {
            try standard.write(Array("\r\(line)\u{1B}[K".utf8))
        } catch {
            Glibc.exit(ExitStatus.ok.rawValue)
        }
    }

    func write(_ bytes: [UInt8]) throws(ControlFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, Array(rest), rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw .refused("\(name) cannot be written: \(String(cString: strerror(errno)))")
            }
            rest = rest.dropFirst(count)
        }
    }
}
