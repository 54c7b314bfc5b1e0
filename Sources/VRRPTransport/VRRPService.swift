package import Addresses
package import Logging
package import Netlink
package import Polling
import Synchronization
package import VRRPEngine

/// All virtual routers of the node, on one thread of their own.
///
/// The callbacks run on that thread: they hand on what they get and return.
package final class VRRPService: Sendable {
    /// What the thread is asked to do.
    enum Request: Sendable {
        case configure(
            [InstanceSettings], [String: TrackingVerdict], CheckedContinuation<Result<Void, VRRPTransportError>, Never>)
        case setStatic(StaticSettings)
        case release(resuming: Set<String>)
        case track(TrackingVerdict, of: String)
        /// An operator takes an instance out of the election, or puts it back.
        case setReleased(Bool, of: String, CheckedContinuation<Result<Void, VRRPTransportError>, Never>)
        case clearCounters
        case setThread(ThreadSettings)
        case limitAnnouncements(AnnouncementLimits)
        case describeFilter(FilterTable)
        case delayInterfaces([InterfaceName: InterfacePatience.Delays])
        case snapshot(CheckedContinuation<[RouterSnapshot], Never>)
        case strayDiscards(CheckedContinuation<DiscardCounters, Never>)
        case stop(VRRPEnding, CheckedContinuation<Void, Never>)

        /// Answers whoever asked when there is no thread any more.
        func refuse(_ error: VRRPTransportError) {
            switch self {
            case .configure(_, _, let continuation): continuation.resume(returning: .failure(error))
            case .setReleased(_, _, let continuation): continuation.resume(returning: .failure(error))
            case .setStatic, .release, .track, .clearCounters, .setThread, .limitAnnouncements, .describeFilter,
                .delayInterfaces:
                break
            case .snapshot(let continuation): continuation.resume(returning: [])
            case .strayDiscards(let continuation): continuation.resume(returning: DiscardCounters())
            case .stop(_, let continuation): continuation.resume()
            }
        }
    }

    private let mailbox: Mailbox<Request>
    /// Why nobody reads the mailbox any more; nil while somebody does.
    private let closed: Gate

    /// Starts the thread. No router runs before `configure`.
    ///
    /// - Parameters:
    ///   - onNotice: every change of state and what else others are told, in order.
    ///   - onIncident: what an operator should know besides.
    ///   - onProblem: what is wrong with an instance until it is over, or that it is over.
    ///   - onConflict: another VRRP daemon in this namespace uses one of our virtual routers; repeated at most once a
    ///     minute for each.
    ///   - onFailure: the thread ends by an error, once; masters have said farewell and their addresses are off, as far
    ///     as that could be done. Not after `stop`, and not where VRRP could not begin: then `configure` throws.
    ///   - recorder: where everything that goes into and out of the routers is left, while somebody records.
    package init(
        logger: Logger, onNotice: @escaping @Sendable (RouterNotice) -> Void,
        onIncident: @escaping @Sendable (VRRPIncident) -> Void = { _ in },
        onProblem: @escaping @Sendable (VRRPProblem) -> Void = { _ in },
        onConflict: @escaping @Sendable (VRRPConflict) -> Void,
        onFailure: @escaping @Sendable (VRRPTransportError) -> Void, recorder: VRRPRecorder = VRRPRecorder()
    ) throws(VRRPTransportError) {
        do throws(SystemCallError) {
            let mailbox = try Mailbox<Request>()
            let closed = Gate()
            self.mailbox = mailbox
            self.closed = closed
            let reports = Reports(
                log: LogRelay(logger), onNotice: onNotice, onIncident: onIncident, onProblem: onProblem,
                onConflict: onConflict, onFailure: onFailure, recorder: recorder)
            try NamedThread.start("vrrp") {
                let reason = VRRPLoop.run(mailbox: mailbox, reports: reports)
                closed.close(reason)
                for request in mailbox.takeAll() { request.refuse(reason) }
            }
        } catch {
            throw .system(error)
        }
    }

    /// Sets what runs. A router whose settings did not change keeps state and timers; one that is configured anew for
    /// the same interface, family, VRID and version keeps its role.
    ///
    /// - Parameter verdicts: what everything that is tracked says about an instance, by name: heard before it can start.
    package func configure(
        _ instances: [InstanceSettings], verdicts: [String: TrackingVerdict] = [:]
    ) async throws(VRRPTransportError) {
        let result = await withCheckedContinuation { post(.configure(instances, verdicts, $0)) }
        try result.get()
    }

    /// Sets what is there whatever becomes of the routers. What was before and is not any more is taken off, and all of
    /// it at the end.
    package func setStatic(_ settings: StaticSettings) {
        post(.setStatic(settings))
    }

    /// What everything that is tracked says about an instance now; without effect where there is none of that name.
    package func track(_ verdict: TrackingVerdict, of instance: String) {
        post(.track(verdict, of: instance))
    }

    /// Takes an instance's addresses off and the instance out of the election, over reloads and until `hold`. Takes
    /// effect in the order in which one caller asks.
    nonisolated(nonsending) package func release(_ instance: String) async throws(VRRPTransportError) {
        let result = await withCheckedContinuation { post(.setReleased(true, of: instance, $0)) }
        try result.get()
    }

    /// Lets an instance that was released take part again, in the order in which one caller asks.
    nonisolated(nonsending) package func hold(_ instance: String) async throws(VRRPTransportError) {
        let result = await withCheckedContinuation { post(.setReleased(false, of: instance, $0)) }
        try result.get()
    }

    /// Lets the routers leave INIT, now and after every later `configure`. Without effect after `stop`.
    ///
    /// - Parameter resuming: names of those that go on as master at once, because their predecessors on this host
    ///   stopped as master a moment ago and kept their addresses.
    package func release(resuming: Set<String> = []) {
        post(.release(resuming: resuming))
    }

    /// Sets every router's counters to zero.
    package func clearCounters() {
        post(.clearCounters)
    }

    /// Sets how the kernel runs the thread. What it refuses is logged, and the rest holds.
    package func setThread(_ settings: ThreadSettings) {
        post(.setThread(settings))
    }

    /// Sets how fast announcements may follow one another.
    package func limitAnnouncements(by limits: AnnouncementLimits) {
        post(.limitAnnouncements(limits))
    }

    /// Sets how the table is to be that keeps packets from addresses that accept none.
    package func describeFilter(_ table: FilterTable) {
        post(.describeFilter(table))
    }

    /// Sets how long interfaces must be down or up before that counts, from the next `configure` on.
    package func delayInterfaces(by delays: [InterfaceName: InterfacePatience.Delays]) {
        post(.delayInterfaces(delays))
    }

    /// All routers in the order of configuration; none after `stop`.
    package func snapshot() async -> [RouterSnapshot] {
        await withCheckedContinuation { post(.snapshot($0)) }
    }

    /// What was dropped before it was clear which router it was for: broken headers, unknown VRIDs.
    package func strayDiscards() async -> DiscardCounters {
        await withCheckedContinuation { post(.strayDiscards($0)) }
    }

    /// Stops all routers: priority 0 for each, then the addresses off, then, for those that were master, a wait of up
    /// to one second for their successors' first advertisements. The thread ends.
    ///
    /// - Parameter ending: to leave everything as it is instead.
    package func stop(_ ending: VRRPEnding = .giveBack) async {
        await withCheckedContinuation { post(.stop(ending, $0)) }
    }

    private func post(_ request: Request) {
        if let reason = closed.reasonUnlessOpen(then: { mailbox.post(request) }) { request.refuse(reason) }
    }
}

/// Whether the thread still reads its mailbox.
private final class Gate: Sendable {
    private let reason = Mutex<VRRPTransportError?>(nil)

    func close(_ error: VRRPTransportError) {
        reason.withLock { $0 = error }
    }

    /// Runs `body` while open, so that nothing is posted after the last look into the mailbox.
    func reasonUnlessOpen(then body: () -> Void) -> VRRPTransportError? {
        reason.withLock { reason in
            if reason == nil { body() }
            return reason
        }
    }
}
