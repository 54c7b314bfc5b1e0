import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// A program that runs beside the scenario, in a session of its own, with its output in a log file.
package final class BackgroundProcess: Sendable {
    /// The process, and the group of the processes that it starts.
    package let identifier: Int32

    private let termination: Task<Int32, any Error>
    private let ended = Mutex<Int32?>(nil)

    private init(identifier: Int32, termination: Task<Int32, any Error>) {
        self.identifier = identifier
        self.termination = termination
    }

    /// Starts the command and returns once its process is there.
    package static func start(_ command: Command, logFile: String) async throws -> BackgroundProcess {
        let log = try FileDescriptor.open(
            FilePath(logFile), .writeOnly, options: [.create, .append, .closeOnExec], permissions: [.ownerReadWrite])
        var options = PlatformOptions()
        options.createSession = true
        let (identifiers, announce) = AsyncStream.makeStream(of: Int32.self)
        let words = command.executedWords
        let termination = Task { [options] in
            defer { announce.finish() }
            let result = try await Subprocess.run(
                Command.executable(words[0]), arguments: Arguments(Array(words.dropFirst())),
                platformOptions: options, input: .none,
                output: .fileDescriptor(log, closeAfterSpawningProcess: true), error: .combinedWithOutput
            ) { execution in
                announce.yield(execution.processIdentifier.value)
                announce.finish()
            }
            switch result.terminationStatus {
            case .exited(let code): return code
            case .signaled(let signal): return 128 + signal
            }
        }
        guard let identifier = await identifiers.first(where: { _ in true }) else {
            let code = try await termination.value
            throw CommandFailure(command: command.description, reason: "ended at once with exit code \(code)")
        }
        let process = BackgroundProcess(identifier: identifier, termination: termination)
        Task { process.noteEnd((try? await termination.value) ?? -1) }
        return process
    }

    /// The exit code, or 128 and the signal's number; nil while it runs.
    package var exitCode: Int32? { ended.withLock { $0 } }

    package var isRunning: Bool { exitCode == nil }

    /// Sends a signal to the process alone.
    package func send(_ signal: Int32) {
        if isRunning { kill(identifier, signal) }
    }

    /// Kills it and every process of its session at once, so that none of them can clean up.
    package func crash() async throws {
        kill(-identifier, SIGKILL)
        _ = try await termination.value
    }

    /// Sends the signal and waits for the end; kills what is left of it after `limit`. Returns the exit code.
    @discardableResult
    package func stop(signal: Int32 = SIGTERM, within limit: Duration = .seconds(30)) async throws -> Int32 {
        send(signal)
        let impatience = Task { [identifier] in
            try await Task.sleep(for: limit)
            kill(-identifier, SIGKILL)
        }
        defer { impatience.cancel() }
        return try await termination.value
    }

    private func noteEnd(_ code: Int32) {
        ended.withLock { $0 = code }
    }
}
