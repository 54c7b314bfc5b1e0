/// The exit codes of swiftlvsctl.
enum ExitStatus: Int32 {
    case ok = 0
    /// The answer is an error, or says that something is wrong.
    case trouble = 1
    case usage = 2
    case noDaemon = 3
}
