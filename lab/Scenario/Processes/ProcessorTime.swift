package import Deadlines

/// How long the threads of a process have kept a processor busy, in user and in system mode.
package enum ProcessorTime {
    /// The unit of /proc/PID/stat (`USER_HZ`), the same on every kernel.
    private static let tick = Nanoseconds.milliseconds(10)

    /// Nil where there is no such process.
    package static func used(by process: Int32) -> Nanoseconds? {
        // The program's name, in parentheses, may hold spaces.
        guard let text = try? ThreadFile.read("/proc/\(process)/stat"),
            let rest = text.split(separator: ")").last?.split(separator: " "), rest.count > 12,
            let user = Int64(rest[11]), let system = Int64(rest[12])
        else { return nil }
        return tick * (user + system)
    }
}
