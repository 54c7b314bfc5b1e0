package import Deadlines
import IPVSKit
import NodeConfiguration
package import Scripts
import VRRPEngine
package import VRRPTransport

/// Tells scripts, FIFOs and mail what happens to instances, sync groups and services.
///
/// Lines are written at once, in the order of what happened; scripts are run by `ScriptLanes`, mail goes to `AlertDesk`.
package actor NotifyDesk {
    private struct Standing {
        let state: VRRPState
        let priority: UInt8
    }

    /// How long a script may run while the next message waits for it.
    package static let patience = Nanoseconds.seconds(30)
    /// How long a script may run that is told of a service's end at a stop (`omega`).
    private static let omegaLimit = Nanoseconds.seconds(1)
    /// How long a stop waits for scripts before it ends those that another message waits for.
    package static let farewell = Nanoseconds.seconds(4)
    /// How long it then waits for that message's.
    private static let lastWord = Nanoseconds.seconds(3)

    private let lanes: ScriptLanes
    private let pipes: NotifyPipes
    private let farewell: Nanoseconds
    private var plan = NotifyPlan()
    private var book = ScriptBook([], policy: ScriptLocator.Policy())
    /// What the configuration said before: what it has no more may have something to tell yet.
    private var former = (plan: NotifyPlan(), book: ScriptBook([], policy: ScriptLocator.Policy()))
    /// Where instances, groups and services stood when they were heard of last.
    private var standings: [String: Standing] = [:]
    private var groupStates: [String: VRRPState] = [:]
    private var quorums: [ServiceName: Bool] = [:]
    /// What instances are told with that a configuration on its way has no more.
    private var farewells: [String: Telling] = [:]
    private let mail: AlertDesk?

    /// - Parameter mail: who sends mail of what is told; nil: nobody.
    package init(
        runner: any ScriptRunning, events: EventJournal, problems: ProblemBoard, mail: AlertDesk? = nil,
        patience: Nanoseconds = NotifyDesk.patience, farewell: Nanoseconds = NotifyDesk.farewell
    ) {
        self.farewell = farewell
        self.mail = mail
        lanes = ScriptLanes(runner: runner, events: events, problems: problems, patience: patience)
        pipes = NotifyPipes(runner: runner, events: events, problems: problems)
    }

    /// Makes a configuration's scripts and FIFOs the ones that are told from now on.
    ///
    /// - Parameter ending: instances that are to end, which is told as the configuration until now has it.
    package func configure(_ plan: NotifyPlan, book: ScriptBook, ending: [String] = []) {
        farewells = [:]
        for instance in ending { farewells[instance] = end(of: instance) }
        former = (self.plan, self.book)
        self.plan = plan
        self.book = book
        groupStates = groupStates.filter { plan.groups.contains($0.key) }
        pipes.configure(plan, book)
    }

    /// Waits for the scripts that are under way, but not for long, and takes the FIFOs away. The last state of each
    /// instance and group is told all the same.
    ///
    /// - Parameter keep: leaves the FIFOs to a successor, which starts scripts of its own to read them.
    package func stop(keep: Bool) async {
        await withTaskGroup(of: Void.self) { group in
            let (lanes, farewell) = (self.lanes, self.farewell)
            let patience = Task {
                try? await Task.sleep(for: .nanoseconds(farewell.count))
                guard !Task.isCancelled else { return }
                await lanes.hurry()
                try? await Task.sleep(for: .nanoseconds(Self.lastWord.count))
            }
            group.addTask {
                await lanes.finish()
                patience.cancel()
            }
            await patience.value
            // Those that go on are not waited for.
            await lanes.giveUp()
        }
        let readers = pipes.closeAll(keep: keep)
        await withTaskGroup(of: Void.self) { group in
            for reader in readers { group.addTask { await reader.finish() } }
        }
    }

    // MARK: Instances and groups

    /// Tells what the virtual routers did.
    package func take(_ notices: [RouterNotice]) async {
        for notice in notices {
            switch notice {
            case .transition(let transition):
                standings[transition.name] = Standing(state: transition.to, priority: transition.priority)
                guard let word = NotifyMessage.Word(transition.to) else { continue }
                await tell(NotifyMessage(.instance, transition.name, word, priority: transition.priority))
            case .priorityChanged(let name, let state, _, let priority):
                standings[name] = Standing(state: state, priority: priority)
                switch state {
                case .master: await tell(NotifyMessage(.instance, name, .masterPriority, priority: priority))
                case .backup: await tell(NotifyMessage(.instance, name, .backupPriority, priority: priority))
                case .initialize, .fault: break
                }
            case .heardLowerPriorityMaster(let name, let priority):
                await tell(NotifyMessage(.instance, name, .masterReceivesLowerPriority, priority: priority))
            case .groupTransition(let name, _, let state):
                if plan.groups.contains(name) { groupStates[name] = state }
                if let word = NotifyMessage.Word(state) { await tell(NotifyMessage(.group, name, word)) }
            case .replaced(let ended, let renamed): await replace(ended, renamed)
            case .reconfigured: writeStates()
            }
        }
    }

    private func end(of instance: String) -> Telling {
        let (message, calls) = plan.farewell(of: instance, priority: priority(of: instance))
        return Telling(
            message: message, errand: Errand(message, scripts: scripts(of: calls, in: book)),
            // It is a FAULT for mail, whatever scripts are told.
            alert: plan.alerts.alert(NotifyMessage(.instance, instance, .fault)))
    }

    /// Tells of instances that have ended, and has others stand under their new names where they stood.
    private func replace(_ ended: [String], _ renamed: [String: String]) async {
        let known = renamed.compactMap { old, new in standings[old].map { (new, $0) } }
        for name in ended + renamed.keys { standings[name] = nil }
        for (new, standing) in known { standings[new] = standing }
        for name in ended {
            if let farewell = farewells.removeValue(forKey: name) { await tell(farewell) }
        }
    }

    /// Tells that all instances and groups have stopped.
    package func tellStopped() async {
        for name in plan.instances { await tell(NotifyMessage(.instance, name, .stop, priority: priority(of: name))) }
        for name in plan.groups { await tell(NotifyMessage(.group, name, .stop)) }
    }

    /// Writes the states of all instances and groups to the FIFOs where the configuration wants that after a reload.
    private func writeStates() {
        guard plan.writesStatesOnReload else { return }
        for name in plan.instances {
            guard let word = standings[name].flatMap({ NotifyMessage.Word($0.state) }) else { continue }
            pipes.write(NotifyMessage(.instance, name, word, priority: priority(of: name)))
        }
        for name in plan.groups {
            guard let word = groupStates[name].flatMap({ NotifyMessage.Word($0) }) else { continue }
            pipes.write(NotifyMessage(.group, name, word))
        }
    }

    private func tell(_ message: NotifyMessage) async {
        // During a reload an instance runs on for a moment that the configuration has no more, or not under its name.
        let (plan, book) = self.plan.has(message) ? (self.plan, self.book) : former
        guard plan.isWritten(message) else { return }
        await tell(
            Telling(
                message: message, errand: Errand(message, scripts: scripts(of: plan.calls(for: message), in: book)),
                alert: plan.alerts.alert(message)))
    }

    private func tell(_ telling: Telling) async {
        pipes.write(telling.message)
        if !telling.errand.scripts.isEmpty { await lanes.append(telling.errand) }
        if let alert = telling.alert { await mail?.send(alert) }
    }

    private func scripts(of calls: [NotifyPlan.Call], in book: ScriptBook) -> [ScriptCommand] {
        calls.compactMap { call in book[call.command]?.appending(call.arguments) }
    }

    private func priority(of instance: String) -> UInt8 {
        standings[instance]?.priority ?? plan.priorities[instance] ?? 0
    }

    // MARK: Services

    /// Tells of virtual services and real servers.
    package func take(_ facts: [ServiceFact]) async {
        for fact in facts {
            switch fact {
            case .server(let standing): await tell(standing)
            case .quorum(let standing): await tell(standing)
            case .all(let all):
                for service in all { await tell(ServiceStanding(service)) }
            }
        }
    }

    private func tell(_ standing: ServerStanding) async {
        guard standing.occasion != .start || plan.tellsStarts else { return }
        if let alert = plan.alerts.alert(standing) { await mail?.send(alert) }
        // FIFOs and scripts are told of servers, not of checks.
        guard standing.occasion != .check else { return }
        let key = standing.service.name
        pipes.write(service: ServiceLine.server(standing.key, of: standing.service.settings, isUp: standing.isUp))
        await run(
            standing.server.scripts, isUp: standing.isUp, in: ScriptLane(standing.key, of: key),
            isStop: standing.occasion == .stop)
    }

    private func tell(_ standing: ServiceStanding) async {
        let key = standing.service.name
        let before = standing.occasion == .removal ? quorums.removeValue(forKey: key) : quorums[key]
        if standing.occasion != .removal { quorums[key] = standing.isUp }
        // A service that starts without its quorum has lost nothing.
        guard before ?? false != standing.isUp else { return }
        pipes.write(service: ServiceLine.quorum(of: standing.service.settings, isUp: standing.isUp))
        await run(
            standing.service.settings.scripts, isUp: standing.isUp, in: ScriptLane(key),
            isStop: standing.occasion == .stop)
        if let alert = plan.alerts.alert(standing) { await mail?.send(alert) }
    }

    private func run(_ scripts: UpDownScripts?, isUp: Bool, in lane: ScriptLane, isStop: Bool) async {
        guard let command = scripts?.command(isUp: isUp),
            let script = book.has(command) ? book[command] : former.book[command]
        else { return }
        await lanes.append(
            Errand(lane, isUp ? "UP" : "DOWN", scripts: [script], limit: isStop ? Self.omegaLimit : nil))
    }
}

/// What is told of one change of an instance or a group.
package struct Telling: Sendable {
    let message: NotifyMessage
    let errand: Errand
    let alert: Alert?
}

extension Errand {
    fileprivate init(_ message: NotifyMessage, scripts: [ScriptCommand]) {
        self.init(ScriptLane(message), message.word.rawValue, tellsState: message.word.isState, scripts: scripts)
    }
}
