import ControlMessages
import Deadlines
import IPVSKit
import Logging
package import NodeConfiguration
import VRRPEngine
package import VRRPTransport

/// What the kernel does with connections of all services: how long silent ones are kept (`lvs_timeouts`), and that the
/// other node knows them (`lvs_sync_daemon`).
///
/// At a stop the times are what they were before this process set others, which with a predecessor that left its own are
/// those. Daemons that we started end; somebody else's that stood in the way of ours are not started again.
package actor ConnectionKeeping {
    private static let daemonTrouble = "sync_daemon"
    private static let timeoutTrouble = "connection_timeouts"

    private let problems: ProblemBoard
    private let events: EventJournal
    private let writer: @Sendable () async throws -> TableWriter
    private let retryInterval: Duration

    private var daemonSettings: SyncDaemonSettings?
    private var timeoutSettings: ConnectionTimeouts?
    private var interval = Nanoseconds.zero
    /// The instances that are master.
    private var masters: Set<String> = []
    /// The daemons that we started, as we did.
    private var started: [SyncDaemon] = []
    /// The kernel's times before ours.
    private var found: Timeouts?
    /// One look goes on at a time, and another one follows where something changed meanwhile.
    private var looking: Task<Void, Never>?
    private var mustLookAgain = false
    private var watch: Task<Void, Never>?
    private var isTroubled = false
    private var hasEnded = false

    /// - Parameters:
    ///   - retryInterval: how soon is tried again what did not work.
    ///   - writer: opens the kernel's door where that is not open yet.
    package init(
        problems: ProblemBoard, events: EventJournal, retryInterval: Duration = .seconds(5),
        writer: @escaping @Sendable () async throws -> TableWriter
    ) {
        self.problems = problems
        self.events = events
        self.retryInterval = retryInterval
        self.writer = writer
    }

    /// Has the kernel follow these settings from now on.
    package func configure(_ globals: GlobalDefinitions) async {
        daemonSettings = globals.syncDaemon
        timeoutSettings = globals.connectionTimeouts
        interval = globals.auditInterval
        await look()
        keepWatch()
    }

    /// Takes in which instances are master.
    package func take(_ notices: [RouterNotice]) async {
        let before = isMaster
        for notice in notices {
            switch notice {
            case .transition(let transition) where transition.to == .master: masters.insert(transition.name)
            case .transition(let transition): masters.remove(transition.name)
            case .replaced(let ended, let renamed):
                masters.subtract(ended)
                masters = Set(masters.map { renamed[$0] ?? $0 })
                // The settings that say so follow only later.
                if let followed = daemonSettings?.instance, let name = renamed[followed] {
                    daemonSettings?.instance = name
                }
            case .priorityChanged, .heardLowerPriorityMaster, .groupTransition, .reconfigured: break
            }
        }
        if isMaster != before { await look() }
    }

    /// Returns when all is given back, as far as the kernel lets it.
    ///
    /// - Parameter keep: leaves all as it is, for a successor.
    package func stop(keep: Bool) async {
        hasEnded = true
        watch?.cancel()
        guard !keep else { return }
        (daemonSettings, timeoutSettings) = (nil, nil)
        await look()
    }

    private var isMaster: Bool { daemonSettings?.instance.map(masters.contains) ?? false }

    private var isConcerned: Bool {
        daemonSettings != nil || timeoutSettings != nil || !started.isEmpty || found != nil
    }

    /// Has the kernel follow what is wanted by now, and returns when it does or cannot.
    private func look() async {
        mustLookAgain = true
        let task = looking ?? Task { await lookUntilSettled() }
        looking = task
        await task.value
    }

    private func lookUntilSettled() async {
        let wasTroubled = isTroubled
        while mustLookAgain {
            mustLookAgain = false
            isTroubled = false
            guard isConcerned else {
                problems.settle(Self.daemonTrouble, at: nil)
                problems.settle(Self.timeoutTrouble, at: nil)
                continue
            }
            do {
                let writer = try await writer()
                await settleTimeouts(writer)
                await settleDaemons(writer)
            } catch {
                raise(Self.daemonTrouble, "lvs_sync_daemon and lvs_timeouts wait for IPVS: \(error)")
            }
        }
        looking = nil
        // The next regular look may be far away, or never.
        if isTroubled, !wasTroubled { keepWatch() }
    }

    // MARK: Daemons

    private func settleDaemons(_ writer: TableWriter) async {
        do {
            let wanted = SyncDaemonPlan.wanted(by: daemonSettings, isMaster: isMaster)
            guard !wanted.isEmpty || !started.isEmpty else {
                return problems.settle(Self.daemonTrouble, at: nil)
            }
            let plan = SyncDaemonPlan(
                wanted: wanted, running: try await writer.syncDaemons(), started: started,
                ownsAll: daemonSettings != nil)
            if wanted.isEmpty, plan.steps.isEmpty { started = [] }
            for step in plan.steps { try await carryOut(step, writer) }
            problems.settle(Self.daemonTrouble, at: nil)
        } catch {
            raise(Self.daemonTrouble, "lvs_sync_daemon: \(error)")
        }
    }

    private func carryOut(_ step: SyncDaemonPlan.Step, _ writer: TableWriter) async throws {
        switch step {
        case .stop(let role):
            try await writer.stop(role)
            started.removeAll { $0.role == role }
            events.post(.kernel, "sync daemon", from: "\(role)", to: "stopped", "lvs_sync_daemon", level: .info)
        case .start(let daemon):
            try await writer.start(daemon)
            started.removeAll { $0.role == daemon.role }
            started.append(daemon)
            events.post(
                .kernel, "sync daemon", from: "stopped", to: "\(daemon.role)", "lvs_sync_daemon: \(daemon)",
                level: .info)
        }
    }

    // MARK: Timeouts

    private func settleTimeouts(_ writer: TableWriter) async {
        guard timeoutSettings != nil || found != nil else { return problems.settle(Self.timeoutTrouble, at: nil) }
        do {
            let present = try await writer.timeouts()
            let original = found ?? present
            let wanted = Timeouts(timeoutSettings, over: original)
            if present != wanted {
                try await writer.set(wanted)
                events.post(.kernel, "lvs_timeouts", from: present.text, to: wanted.text, "seconds", level: .info)
            }
            found = timeoutSettings == nil ? nil : original
            problems.settle(Self.timeoutTrouble, at: nil)
        } catch {
            raise(Self.timeoutTrouble, "lvs_timeouts: \(error)")
        }
    }

    // MARK: Trouble

    private func raise(_ code: String, _ message: String) {
        isTroubled = true
        problems.raise(code, at: nil, message, level: .error)
    }

    /// The kernel tells nobody of what somebody else changes, nor that IPVS was loaded anew.
    private func keepWatch() {
        watch?.cancel()
        guard !hasEnded else { return }
        watch = Task { [weak self] in
            while let pause = await self?.pause {
                try? await Task.sleep(for: pause)
                guard !Task.isCancelled else { return }
                await self?.look()
            }
        }
    }

    /// Nil where there is nothing to look after.
    private var pause: Duration? {
        guard isConcerned, !hasEnded else { return nil }
        let regular: Duration? = interval > .zero ? .nanoseconds(interval.count) : nil
        return isTroubled ? min(regular ?? retryInterval, retryInterval) : regular
    }
}

extension Timeouts {
    /// What the configuration says, and for the rest what is there.
    fileprivate init(_ settings: ConnectionTimeouts?, over found: Timeouts) {
        func value(_ own: UInt32?, _ other: UInt32) -> UInt32 { own == 0 ? other : own ?? other }
        self.init(
            tcp: value(settings?.tcp, found.tcp), tcpFIN: value(settings?.tcpFIN, found.tcpFIN),
            udp: value(settings?.udp, found.udp))
    }

    fileprivate var text: String { "tcp \(tcp) tcpfin \(tcpFIN) udp \(udp)" }
}
