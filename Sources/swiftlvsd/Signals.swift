import Glibc
import LoadBalancer
import Polling
import Synchronization

/// What is asked of the running daemon, by a signal or by the daemon itself.
enum Request: Hashable, Sendable {
    /// SIGTERM and SIGINT clean up; SIGQUIT keeps addresses and entries for a successor.
    case stop(keep: Bool)
    /// Something is wrong that this process must not live with.
    case fail(String)
    /// SIGHUP
    case reload
    /// SIGUSR1, SIGUSR2, and the real-time signal that keepalived's JSON dump uses.
    case dump(StateDump.Kind)
    /// The signal of keepalived's STATS_CLEAR: the counters are dumped, then VRRP's begin anew.
    case clearCounters
}

/// The signals the daemon answers to, and its own reasons to end, one request at a time.
///
/// A request that is waiting already is not queued again, so a storm of reloads ends in one.
final class Signals: Sendable {
    private let waiting = Mutex<[Request]>([])
    private let wakeUps: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation

    init() throws(StartError) {
        (wakeUps, wakeUp) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        signal(SIGPIPE, SIG_IGN)
        let numbers = [
            SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2, SignalName.json.number, SignalName.statsClear.number,
        ]
        do {
            try SignalThread.start(for: numbers) { [self] number in
                if let request = Self.request(for: number) { ask(request) }
            }
        } catch {
            throw StartError("signals cannot be received: \(error)")
        }
    }

    /// The next request. Those to end come before all others.
    func next() async -> Request {
        while true {
            let request = waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            if let request { return request }
            for await _ in wakeUps { break }
        }
    }

    /// Whether an end is asked for and not yet taken.
    var asksToStop: Bool { waiting.withLock { $0.first?.endsTheDaemon == true } }

    /// Ends the daemon for a reason that is no signal.
    func stop(because error: StartError) {
        ask(.fail(error.description))
    }

    private func ask(_ request: Request) {
        waiting.withLock { requests in
            guard !requests.contains(request) else { return }
            if request.endsTheDaemon { requests.insert(request, at: 0) } else { requests.append(request) }
        }
        wakeUp.yield()
    }

    private static func request(for number: Int32) -> Request? {
        switch number {
        case SIGTERM, SIGINT: .stop(keep: false)
        case SIGQUIT: .stop(keep: true)
        case SIGHUP: .reload
        case SIGUSR1: .dump(.data)
        case SIGUSR2: .dump(.stats)
        case SignalName.json.number: .dump(.json)
        case SignalName.statsClear.number: .clearCounters
        default: nil
        }
    }
}

extension Request {
    fileprivate var endsTheDaemon: Bool {
        switch self {
        case .stop, .fail: true
        case .reload, .dump, .clearCounters: false
        }
    }
}
