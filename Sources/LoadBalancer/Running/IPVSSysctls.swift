import ControlMessages
import Deadlines
package import Logging
package import NodeConfiguration

/// Holds the kernel's IPVS settings at what `lvs_sysctl` says, and tells when a setting works against the configuration.
///
/// The settings exist only while IPVS is in the kernel, and are back at their defaults when it was loaded anew. What
/// `lvs_sysctl` does not name, or does not name any more, is left as it is.
package actor IPVSSysctls {
    private let logger: Logger
    private let problems: ProblemBoard
    private let events: EventJournal
    private let files: SysctlFiles
    private let loadModule: @Sendable () -> Void

    private var wanted: [IPVSSysctl] = []
    private var facts = SysctlFacts()
    private var hasServices = false
    private var interval = Nanoseconds.zero
    private var spellings: [String: String] = [:]
    /// What could not be read or written, by setting; tried again soon.
    private var refusals: [String: String] = [:]
    private var warnings: [SysctlWarning] = []
    /// Whether IPVS was in the kernel when it was looked last; nil before.
    private var isLoaded: Bool?
    private var watch: Task<Void, Never>?
    private var hasStopped = false

    private static let retryInterval = Duration.seconds(5)
    private static let refused = "ipvs_sysctl"
    private static let harmful = "ipvs_sysctl_harmful"

    /// - Parameter loadModule: has the kernel load IPVS where it can.
    package init(
        logger: Logger, problems: ProblemBoard, events: EventJournal, files: SysctlFiles = SysctlFiles(),
        loadModule: @escaping @Sendable () -> Void
    ) {
        self.logger = logger
        self.problems = problems
        self.events = events
        self.files = files
        self.loadModule = loadModule
    }

    /// Sets what the configuration wants, and looks after it every `ipvs_audit_interval` from now on.
    package func configure(_ configuration: Configuration) {
        let next = SysctlPlan.effective(configuration.globals.ipvsSysctls)
        forget(all: wanted, but: next)
        wanted = next
        facts = SysctlFacts(of: configuration.virtualServers)
        hasServices = !configuration.virtualServers.isEmpty
        look(becauseOf: "lvs_sysctl says so")
        keepWatch(every: configuration.globals.auditInterval)
    }

    /// Puts right what somebody else changed.
    ///
    /// - Returns: what was put right, such as `expire_nodest_conn: 0 to 1`.
    @discardableResult
    package func audit() -> [String] {
        let corrections = look(becauseOf: "somebody else changed it, or ip_vs was loaded anew; lvs_sysctl says so")
        // What is refused now is tried again, even where nobody else looks.
        if watch == nil, !hasStopped, pause != nil { keepWatch(every: interval) }
        return corrections
    }

    /// Leaves the settings as they are and alone.
    package func stop() {
        hasStopped = true
        watch?.cancel()
        watch = nil
    }

    private var isConcerned: Bool { hasServices || !wanted.isEmpty }

    /// Settings that are no longer wanted keep their values.
    private func forget(all old: [IPVSSysctl], but next: [IPVSSysctl]) {
        for setting in old {
            let successor = next.first { $0.name == setting.name }
            if successor?.value != setting.value { spellings[setting.name] = nil }
            guard successor == nil else { continue }
            logger.notice("\(setting.name) is no longer in lvs_sysctl; the kernel keeps it as it is")
        }
    }

    @discardableResult
    private func look(becauseOf reason: String) -> [String] {
        guard isConcerned else {
            isLoaded = nil
            problems.settle(Self.refused, at: nil)
            tell(refusals: [:])
            tell(warnings: [])
            return []
        }
        if !files.areThere { loadModule() }
        noteModule(files.areThere)
        guard isLoaded == true else { return [] }
        var refusals: [String: String] = [:]
        let plan = SysctlPlan(of: wanted, for: facts, against: read(refusals: &refusals), spellings: spellings)
        let corrections = plan.steps.compactMap { carryOut($0, becauseOf: reason, refusals: &refusals) }
        tell(refusals: refusals)
        tell(warnings: plan.warnings)
        return corrections
    }

    /// Tells when IPVS left the kernel and when it came back.
    private func noteModule(_ isThere: Bool) {
        let wasThere = isLoaded
        isLoaded = isThere
        guard !isThere else {
            problems.settle(Self.refused, at: nil)
            guard wasThere == false else { return }
            return events.post(
                .kernel, "ip_vs", from: "missing", to: "loaded", "its table and settings are written anew")
        }
        spellings = [:]
        if wanted.isEmpty {
            problems.settle(Self.refused, at: nil)
        } else {
            problems.raise(
                Self.refused, at: nil, "lvs_sysctl waits for the kernel module ip_vs: modprobe ip_vs", level: .debug)
        }
        switch wasThere {
        case true?:
            events.post(
                .kernel, "ip_vs", from: "loaded", to: "missing", "it was unloaded: modprobe ip_vs", level: .error)
        case nil where !wanted.isEmpty:
            logger.error("lvs_sysctl waits for the kernel module ip_vs: modprobe ip_vs")
        case nil, false?:
            break
        }
    }

    /// What the kernel has of the settings that matter.
    private func read(refusals: inout [String: String]) -> [String: String] {
        var values: [String: String] = [:]
        for name in facts.settings { values[name] = try? files.read(name) }
        for setting in wanted {
            do {
                values[setting.name] = try files.read(setting.name)
            } catch {
                refusals[setting.name] = "\(error), wanted at \(setting.position)"
            }
        }
        return values
    }

    /// Writes a setting, and returns what that changed.
    private func carryOut(
        _ step: SysctlPlan.Step, becauseOf reason: String, refusals: inout [String: String]
    ) -> String? {
        let name = step.setting.name
        do {
            try files.write(IPVSSysctl.normalised(step.setting.value), to: name)
            // A list of processors is shown in the kernel's own way.
            let shown = try files.read(name)
            spellings[name] = shown
            guard shown != step.present else { return nil }
            events.post(.kernel, name, from: step.present, to: shown, reason)
            return "\(name): \(step.present) to \(shown)"
        } catch {
            refusals[name] = "\(error), wanted at \(step.setting.position)"
            return nil
        }
    }

    /// Puts up what is refused now, takes down what no longer is, and logs what is new.
    private func tell(refusals next: [String: String]) {
        for name in refusals.keys.sorted() where next[name] == nil {
            problems.settle(Self.refused, at: "lvs_sysctl \(name)")
        }
        for (name, message) in next.sorted(by: { $0.key < $1.key }) {
            problems.raise(Self.refused, at: "lvs_sysctl \(name)", message, level: .debug)
            if refusals[name] != message { logger.error("\(message)") }
        }
        refusals = next
    }

    private func tell(warnings next: [SysctlWarning]) {
        for warning in warnings where !next.contains(where: { $0.setting == warning.setting }) {
            problems.settle(Self.harmful, at: warning.setting)
        }
        for warning in next {
            if warning.isProblem { problems.raise(Self.harmful, at: warning.setting, "\(warning)", level: .debug) }
            if !warnings.contains(warning) { logger.warning("\(warning)") }
        }
        warnings = next
    }

    private func keepWatch(every interval: Nanoseconds) {
        // Begun anew each time: what is refused from now on is tried again sooner than the interval says.
        self.interval = interval
        watch?.cancel()
        watch = Task { await lookNowAndThen() }
    }

    private func lookNowAndThen() async {
        while let pause {
            try? await Task.sleep(for: pause)
            guard !Task.isCancelled else { return }
            audit()
        }
        if !Task.isCancelled { watch = nil }
    }

    /// How long to wait for the next look; nil where there is nothing to look after.
    private var pause: Duration? {
        guard isConcerned else { return nil }
        let regular: Duration? = interval > .zero ? .nanoseconds(interval.count) : nil
        guard isLoaded == false || !refusals.isEmpty else { return regular }
        return min(regular ?? Self.retryInterval, Self.retryInterval)
    }
}
