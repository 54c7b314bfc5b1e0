import Deadlines
import FoundationEssentials
import Glibc
import LabScenario
import Polling

/// A program started by the calling thread, and so in that thread's network namespace, in a session of its own.
final class MeasuredProcess {
    /// `POSIX_SPAWN_SETSID`, which glibc's header shows with _GNU_SOURCE only.
    private static let newSession: Int16 = 0x80

    let identifier: Int32
    /// Just before the program was executed.
    let startedAt: Instant
    private var exitStatus: Int32?

    /// - Parameters:
    ///   - words: the program and its arguments
    ///   - logFile: where its output goes, behind what is there
    init(_ words: [String], environment: [String], logFile: String) throws {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        posix_spawnattr_setflags(&attributes, Self.newSession)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer {
            posix_spawnattr_destroy(&attributes)
            posix_spawn_file_actions_destroy(&actions)
        }
        posix_spawn_file_actions_addopen(&actions, 1, logFile, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var arguments = words.map { strdup($0) } + [nil]
        var variables = environment.map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var process: pid_t = 0
        startedAt = MonotonicClock.now
        let result = posix_spawnp(&process, words[0], &actions, &attributes, &arguments, &variables)
        guard result == 0 else { throw SystemCallError("posix_spawn", on: words[0], errno: result) }
        identifier = process
    }

    deinit {
        kill()
    }

    /// Kills it and the processes it has started.
    func kill() {
        guard isRunning else { return }
        Glibc.kill(-identifier, SIGKILL)
        var status: Int32 = 0
        if waitpid(identifier, &status, 0) == identifier { exitStatus = status }
    }

    var isRunning: Bool {
        if exitStatus != nil { return false }
        var status: Int32 = 0
        guard waitpid(identifier, &status, WNOHANG) == identifier else { return true }
        exitStatus = status
        return false
    }

    func send(_ signal: Int32) {
        if isRunning { Glibc.kill(identifier, signal) }
    }

    /// Sends a signal that ends it and returns how long the end took.
    func end(by signal: Int32, within limit: Nanoseconds = .seconds(60)) throws -> Nanoseconds {
        let start = MonotonicClock.now
        send(signal)
        while isRunning {
            guard MonotonicClock.now - start < limit else {
                Glibc.kill(-identifier, SIGKILL)
                throw WrongResult("the daemon still ran \(limit) after signal \(signal)")
            }
            usleep(1_000)
        }
        return MonotonicClock.now - start
    }

    /// The most memory that it and the processes it has started have had resident, each at its own peak (`VmHWM`), in
    /// megabytes.
    var peakMemory: Double {
        processes.map(Self.peakMemory).reduce(0, +)
    }

    /// How long its threads, and those of the processes it has started, have run.
    var processorTime: Nanoseconds {
        processes.map(Self.processorTime).reduce(.zero, +)
    }

    private var processes: [Int32] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }) ?? []
        return all.filter { getsid($0) == identifier }
    }

    private static func processorTime(of process: Int32) -> Nanoseconds {
        let folder = "/proc/\(process)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return threads.reduce(.zero) { sum, thread in
            let text = (try? ThreadFile.read("\(folder)/\(thread)/schedstat")) ?? ""
            return sum + Nanoseconds(text.split(separator: " ").first.flatMap { Int64($0) } ?? 0)
        }
    }

    private static func peakMemory(of process: Int32) -> Double {
        guard let status = try? ThreadFile.read("/proc/\(process)/status"),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Double($0) })
        else { return 0 }
        return kilobytes / 1024
    }
}
