import Subprocess
import SystemPackage

/// A program that is run to its end, possibly inside a network namespace.
package struct Command: Sendable, CustomStringConvertible {
    package let words: [String]
    package let namespace: NetworkNamespace?

    /// - Parameter words: the program, found on PATH unless it holds a slash, and its arguments.
    package init(_ words: [String], in namespace: NetworkNamespace? = nil) {
        self.words = words
        self.namespace = namespace
    }

    package init(_ words: String..., in namespace: NetworkNamespace? = nil) {
        self.init(words, in: namespace)
    }

    package var description: String {
        let text = words.joined(separator: " ")
        return namespace.map { "\(text) (in \($0.name))" } ?? text
    }

    /// Runs the command, whatever its exit code. After `limit` it is killed.
    package func run(input: String = "", within limit: Duration = .seconds(60)) async throws -> CommandOutput {
        try await withThrowingTaskGroup(of: CommandOutput.self) { group in
            group.addTask { try await finish(input: input) }
            group.addTask {
                try await Task.sleep(for: limit)
                throw CommandFailure(command: description, reason: "still ran after \(limit)")
            }
            defer { group.cancelAll() }
            guard let output = try await group.next() else { throw CancellationError() }
            return output
        }
    }

    /// Runs the command and returns its standard output; an exit code other than 0 throws ``CommandFailure``.
    @discardableResult
    package func succeed(input: String = "", within limit: Duration = .seconds(60)) async throws -> String {
        let output = try await run(input: input, within: limit)
        guard output.exitCode == 0 else {
            throw CommandFailure(command: description, reason: "exit code \(output.exitCode): \(output.errors)")
        }
        return output.output
    }

    /// Program and arguments as they are executed, `ip netns exec` included.
    var executedWords: [String] {
        guard let namespace else { return words }
        return ["ip", "netns", "exec", namespace.name] + words
    }

    static func executable(_ word: String) -> Executable {
        word.contains("/") ? .path(.init(word)) : .name(word)
    }

    private func finish(input: String) async throws -> CommandOutput {
        let result = try await Subprocess.run(
            Self.executable(executedWords[0]), arguments: Arguments(Array(executedWords.dropFirst())),
            input: .string(input), output: .string(limit: 4 << 20), error: .string(limit: 1 << 20))
        let exitCode: Int32
        switch result.terminationStatus {
        case .exited(let code): exitCode = code
        case .signaled(let signal): exitCode = 128 + signal
        }
        return CommandOutput(exitCode: exitCode, output: result.standardOutput, errors: result.standardError)
    }
}

/// What a command left behind.
package struct CommandOutput: Sendable {
    /// 128 and the signal's number where a signal ended it.
    package let exitCode: Int32
    package let output: String
    package let errors: String
}

/// A command that did not do what was wanted.
package struct CommandFailure: Error, CustomStringConvertible {
    package let command: String
    package let reason: String

    package var description: String { "\(command): \(reason)" }
}
