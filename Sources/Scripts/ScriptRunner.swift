package import Deadlines
import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// Runs scripts as processes of this host. What they print goes nowhere.
package struct ScriptRunner: ScriptRunning {
    /// Between SIGTERM and SIGKILL.
    private static let grace = Duration.seconds(2)
    /// A signal that only asks whether the process is there.
    private static let noSignal = Signal(rawValue: 0)
    private static let forever = Duration.seconds(1 << 32)

    private let environment: Environment

    package init() {
        let block = SmallFile.bytes(of: "/proc/self/environ", atMost: 1 << 20) ?? []
        environment = .custom(CleanEnvironment.variables(from: block))
    }

    package func run(
        _ command: ScriptCommand, within limit: Nanoseconds?, unless impatience: AsyncStream<Void>?
    ) async -> ScriptOutcome {
        let lateness = Lateness()
        do {
            let result = try await Subprocess.run(
                configuration(of: command), input: .none, output: .discarded, error: .discarded
            ) { execution in
                // Nothing reaps the process before this returns, so that its number stays its own.
                let ender = Task {
                    await Self.waitForEndOfPatience(limit, impatience)
                    guard !Task.isCancelled else { return }
                    lateness.note()
                    try? execution.send(signal: .terminate, toProcessGroup: true)
                    try? await Task.sleep(for: Self.grace)
                    guard !Task.isCancelled else { return }
                    try? execution.send(signal: .kill, toProcessGroup: true)
                }
                // Sends nothing: only waits until the process has ended.
                await execution.teardown(
                    using: [
                        .send(signal: Self.noSignal, toProcessGroup: false, allowedDurationToNextStep: Self.forever)
                    ])
                ender.cancel()
                await ender.value
                // What it started and what outlived SIGTERM goes, too. A run that ended in time may leave a daemon.
                if lateness.isNoted || Task.isCancelled { try? execution.send(signal: .kill, toProcessGroup: true) }
            }
            if lateness.isNoted { return .timedOut }
            switch result.terminationStatus {
            case .exited(let code): return .exited(code)
            case .signaled(let signal): return .killed(signal: signal)
            }
        } catch {
            return .notStarted("\(error)")
        }
    }

    private func configuration(of command: ScriptCommand) -> Configuration {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: Self.grace)
        ]
        // Without privileges it is ours already, and asking for it would fail.
        if command.identity != .own || !command.identity.supplementaryGroups.isEmpty {
            options.userID = command.identity.user
            options.groupID = command.identity.group
            options.supplementaryGroups = [command.identity.group] + command.identity.supplementaryGroups
        }
        return Configuration(
            executable: .path(FilePath(command.program)), arguments: Arguments(command.arguments),
            environment: environment, workingDirectory: "/", platformOptions: options)
    }

    /// Returns when the limit is over or somebody has lost patience; never where neither happens, until it is cancelled.
    private static func waitForEndOfPatience(_ limit: Nanoseconds?, _ impatience: AsyncStream<Void>?) async {
        await withTaskGroup(of: Void.self) { group in
            if let impatience {
                group.addTask {
                    for await _ in impatience { return }
                    try? await Task.sleep(for: forever)
                }
            }
            group.addTask { try? await Task.sleep(for: limit.map { .nanoseconds($0.count) } ?? forever) }
            await group.next()
            group.cancelAll()
        }
    }
}

/// Whether a run was ended because it took too long.
private final class Lateness: Sendable {
    private let noted = Mutex(false)

    var isNoted: Bool { noted.withLock { $0 } }

    func note() { noted.withLock { $0 = true } }
}
