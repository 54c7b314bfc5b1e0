import ControlMessages
package import Deadlines
import Logging
package import Scripts

/// What one message has run, one script after the other.
package struct Errand: Deliverable {
    package let lane: ScriptLane
    /// What is told, in one word.
    package let word: String
    package let tellsState: Bool
    package let scripts: [ScriptCommand]
    /// How long each may run; nil: as long as nobody waits for it.
    package let limit: Nanoseconds?

    package init(
        _ lane: ScriptLane, _ word: String, tellsState: Bool = true, scripts: [ScriptCommand],
        limit: Nanoseconds? = nil
    ) {
        self.lane = lane
        self.word = word
        self.tellsState = tellsState
        self.scripts = scripts
        self.limit = limit
    }
}

/// Runs the scripts of each instance, group, virtual and real server one after the other, each to its end; those of
/// different ones do not wait for each other.
package actor ScriptLanes {
    /// A rack that goes dark takes thousands of real servers with it, and each has its script: so many run at once.
    package static let mostOfMany = 32

    private let runner: any ScriptRunning
    private let events: EventJournal
    private let problems: ProblemBoard
    private let patience: Nanoseconds
    /// Those that have something to run.
    private var queues: [ScriptLane: DeliveryQueue<Errand>] = [:]
    /// What ends the script that runs now.
    private var voices: [ScriptLane: AsyncStream<Void>.Continuation] = [:]
    /// Scripts of virtual and real servers that run, and those that wait until others have.
    private var running = 0
    private var whenFree: [CheckedContinuation<Void, Never>] = []
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
        let key = errand.lane
        let isIdle = queues[key] == nil
        if let dropped = queues[key, default: DeliveryQueue()].append(errand) {
            events.post(
                .problem, key.name,
                "its notify scripts are too slow: they are not told of \(dropped.word), which is over",
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

    private func run(_ key: ScriptLane) async {
        // Read anew each time: more may have come while a script ran.
        while let errand = queues[key]?.next() {
            for script in errand.scripts {
                if isHurried, somethingWaits(in: key) { break }
                await run(script, in: key, within: errand.limit)
            }
        }
        queues[key] = nil
        guard queues.isEmpty else { return }
        for waiting in whenIdle { waiting.resume() }
        whenIdle = []
    }

    private func run(_ script: ScriptCommand, in key: ScriptLane, within limit: Nanoseconds?) async {
        if key.isOneOfMany { await takePlace() }
        defer { if key.isOneOfMany { leavePlace() } }
        let (impatience, voice) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        voices[key] = voice
        let watchdog = Task { [patience] in
            try? await Task.sleep(for: .nanoseconds(patience.count))
            while !Task.isCancelled {
                if somethingWaits(in: key) { return _ = voice.yield() }
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
        let outcome = await runner.run(script, within: limit, unless: impatience)
        watchdog.cancel()
        voices[key] = nil
        voice.finish()
        let place = key.problemPlace
        switch outcome {
        case .exited, .killed: problems.settle("notify_trouble", at: place)
        case .timedOut, .notStarted:
            problems.raise("notify_trouble", at: place, "\(script) \(outcome)", level: .warning)
        }
    }

    private func takePlace() async {
        guard running >= Self.mostOfMany else { return running += 1 }
        await withCheckedContinuation { whenFree.append($0) }
    }

    /// Whoever waited longest gets it.
    private func leavePlace() {
        if whenFree.isEmpty { running -= 1 } else { whenFree.removeFirst().resume() }
    }

    private func somethingWaits(in key: ScriptLane) -> Bool {
        queues[key]?.isEmpty == false || key.isOneOfMany && !whenFree.isEmpty
    }
}
