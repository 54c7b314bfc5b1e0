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
