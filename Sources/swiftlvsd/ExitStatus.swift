import Glibc

/// What the daemon's end means to whoever started it.
enum ExitStatus: Int32 {
    /// Stopped as asked, or the configuration is valid.
    case success = 0
    /// The configuration is not valid.
    case configurationInvalid = 1
    /// Wrong usage.
    case usage = 2
    /// The system lacks something that the configuration needs.
    case systemLacksSomething = 3

    func exit() -> Never {
        Glibc.exit(rawValue)
    }
}

/// Writes one line to standard error.
func printError(_ line: String) {
    var text = line
    text.append("\n")
    text.withUTF8 { bytes in
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = write(STDERR_FILENO, UnsafeBufferPointer(rebasing: rest).baseAddress, rest.count)
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}
