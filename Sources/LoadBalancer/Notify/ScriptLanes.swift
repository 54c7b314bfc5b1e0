import ControlMessages
package import Deadlines
import Logging
package import Scripts

/// What one message has run, one script after the other.
package struct Errand: Deliverable {
    package let message: NotifyMessage
    package let scripts: [ScriptCommand]

    package var tellsState: Bool { message.word.isState }
}

/// Runs the scripts of each instance and group one after the other, each to its end; those of different ones do not wait
/// for each other.
package actor ScriptLanes {
    private struct Key: Hashable {
        let scope: NotifyMessage.Scope
        let name: String
    }

    private let runner: any ScriptRunning
    private let events: EventJournal
    private let problems: ProblemBoard
    private let patience: Nanoseconds
    /// Those that have something to run.
    private var queues: [Key: DeliveryQueue<Errand>] = [:]
    /// What ends the script that runs now.
    private var voices: [Key: AsyncStream<Void>.Continuation] = [:]
    private var isHurried = false
    private var whenIdle: [CheckedContinuation<Void, Never>] = []

    /// - Parameter patience: how long a script may run while another message waits for it; where none waits it may go
    ///   on.
    package init(runner: any ScriptRunning, events: EventJournal, problems: ProblemBoard, patience: Nanoseconds) {
        self.runner = runner
        self.events = events
        self.problems = problems
        self.patience = patience
    }

    /// Has an errand run after those of the same instance or group that came before; returns at once.
    package func append(_ errand: Errand) {
        let message = errand.message
        let key = Key(scope: message.scope, name: message.name)
        let isIdle = queues[key] == nil
        if let dropped = queues[key, default: DeliveryQueue()].append(errand) {
            events.post(
                .problem, message.name,
                "its notify scripts are too slow: they are not told of \(dropped.message.word.rawValue), which is over",
                level: .warning)
        }
        if isIdle { Task { await run(key) } }
    }

    /// Waits until nothing runs and nothing waits.
    package func finish() async {
        guard !queues.isEmpty else { return }
        await withCheckedContinuation { whenIdle.append($0) }
    }

    /// Has only the last state of each told any more: scripts that run are ended where something else waits.
    package func hurry() {
        isHurried = true
        for key in queues.keys {
            queues[key]?.keepLastState()
            if somethingWaits(in: key) { voices[key]?.yield() }
        }
    }

    /// Drops what waits and lets those go who wait for the end.
    package func giveUp() {
        for key in queues.keys { queues[key] = DeliveryQueue() }
        for waiting in whenIdle { waiting.resume() }
        whenIdle = []
    }

    private func run(_ key: Key) async {
        // Read anew each time: more may have come while a script ran.
        while let errand = queues[key]?.next() {
            for script in errand.scripts {
                if isHurried, somethingWaits(in: key) { break }
                await run(script, in: key)
            }
        }
        queues[key] = nil
        guard queues.isEmpty else { return }
        for waiting in whenIdle { waiting.resume() }
        whenIdle = []
    }

    private func run(_ script: ScriptCommand, in key: Key) async {
        let (impatience, voice) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        voices[key] = voice
        let watchdog = Task { [patience] in
            try? await Task.sleep(for: .nanoseconds(patience.count))
            while !Task.isCancelled {
                if somethingWaits(in: key) { return _ = voice.yield() }
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
        let outcome = await runner.run(script, within: nil, unless: impatience)
        watchdog.cancel()
        voices[key] = nil
        voice.finish()
        let place = key.scope.problemPlace(of: key.name)
        switch outcome {
        case .exited, .killed: problems.settle("notify_trouble", at: place)
        case .timedOut, .notStarted:
            problems.raise("notify_trouble", at: place, "\(script) \(outcome)", level: .warning)
        }
    }

    private func somethingWaits(in key: Key) -> Bool { queues[key]?.isEmpty == false }
}
