import DaemonProcess
import Glibc

/// Leaving the foreground, as a `Type=forking` unit expects: the parent ends with 0 once the child is ready, and with
/// the child's exit code when it does not get there.
///
/// The child is a fresh execution of the program, not a fork of it, for a fork of a process with threads is not safe.
enum Daemonization {
    private static let readyVariable = "SWIFTLVSD_READY_DESCRIPTOR"

    /// Whether this process is the child.
    static var isChild: Bool { getenv(readyVariable) != nil }

    /// Leaves the parent's session, and with it its terminal and whoever reads its output. Standard error stays: it is
    /// where the log goes.
    static func leaveSession() {
        setsid()
        let nothing = open("/dev/null", O_RDWR)
        guard nothing >= 0 else { return }
        dup2(nothing, STDIN_FILENO)
        dup2(nothing, STDOUT_FILENO)
        if nothing > STDERR_FILENO { close(nothing) }
    }

    /// The program's own file, so that the child has its name, too.
    private static var executablePath: String {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &bytes, bytes.count)
        guard count > 0 else { return "/proc/self/exe" }
        return String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Starts the child and waits for it. Returns the parent's exit code.
    static func runChild(arguments: [String]) -> Int32 {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
            printError("swiftlvsd: pipe: \(String(cString: strerror(errno)))")
            return ExitStatus.systemLacksSomething.rawValue
        }
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        setenv(readyVariable, String(ends[1]), 1)
        var child: pid_t = 0
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        let result = posix_spawn(&child, executablePath, nil, nil, &words, environ)
        close(ends[1])
        guard result == 0 else {
            printError("swiftlvsd: cannot start the background process: \(String(cString: strerror(result)))")
            return ExitStatus.systemLacksSomething.rawValue
        }
        var byte: UInt8 = 0
        if read(ends[0], &byte, 1) == 1 { return ExitStatus.success.rawValue }
        var status: Int32 = 0
        waitpid(child, &status, 0)
        // WIFEXITED and WEXITSTATUS, which are macros.
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : ExitStatus.systemLacksSomething.rawValue
    }

    /// Tells the waiting parent that this child is ready.
    static func reportReady() {
        guard let text = getenv(readyVariable), let descriptor = Int32(String(cString: text)) else { return }
        var byte: UInt8 = 1
        _ = write(descriptor, &byte, 1)
        close(descriptor)
        unsetenv(readyVariable)
    }
}
