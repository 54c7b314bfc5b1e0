package import Addresses
package import Deadlines
import Glibc
import Polling
import Synchronization

/// One request of a client and what became of it.
package struct RequestRecord: Sendable {
    package let at: Instant
    /// When the answer, or the failure, was there.
    package let answeredAt: Instant
    /// The body without its line end: the real server's name.
    package let outcome: Result<String, HTTPFailure>
}

/// A client that sends requests at a steady pace from inside a namespace, on a thread of its own, until it is stopped.
package final class ClientLoad: Sendable {
    /// What the client does with its connection.
    package enum Connections: Sendable {
        /// A new connection for each request.
        case fresh
        /// One connection for all requests, and a new one only after it broke.
        case kept
    }

    private struct State {
        var records: [RequestRecord] = []
        var isStopping = false
        var hasEnded = false
    }

    private let state = Mutex(State())
    private let target: Endpoint
    private let connections: Connections
    private let pace: Nanoseconds
    private let timeout: Nanoseconds

    private init(target: Endpoint, connections: Connections, pace: Nanoseconds, timeout: Nanoseconds) {
        self.target = target
        self.connections = connections
        self.pace = pace
        self.timeout = timeout
    }

    /// - Parameters:
    ///   - pace: from the start of one request to the start of the next.
    ///   - timeout: how long a client waits before it gives a request up.
    package static func start(
        in namespace: NetworkNamespace, to target: Endpoint, connections: Connections, pace: Nanoseconds,
        timeout: Nanoseconds
    ) throws -> ClientLoad {
        let load = ClientLoad(target: target, connections: connections, pace: pace, timeout: timeout)
        try namespace.startThread("client") { entered in
            if case .success = entered { load.run() }
            load.state.withLock { $0.hasEnded = true }
        }
        return load
    }

    /// What happened so far, in the order of the requests.
    package var records: [RequestRecord] { state.withLock { $0.records } }

    /// Ends the load after the request under way and returns everything that happened.
    package func stop() async throws -> [RequestRecord] {
        state.withLock { $0.isStopping = true }
        try await eventually("the client stops", within: timeout * 3 + .seconds(10)) { state.withLock { $0.hasEnded } }
        return records
    }

    private func run() {
        var connection: HTTPConnection?
        while !state.withLock({ $0.isStopping }) {
            let start = MonotonicClock.now
            let outcome = request(&connection)
            let record = RequestRecord(at: start, answeredAt: MonotonicClock.now, outcome: outcome)
            state.withLock { $0.records.append(record) }
            let rest = (start + pace) - MonotonicClock.now
            if rest > .zero { usleep(UInt32(clamping: rest.wholeMicroseconds)) }
        }
    }

    private func request(_ connection: inout HTTPConnection?) -> Result<String, HTTPFailure> {
        do throws(HTTPFailure) {
            if connection == nil { connection = try HTTPConnection(to: target, timeout: timeout) }
            defer { if connections == .fresh { connection = nil } }
            let body = try connection?.get() ?? ""
            return .success(String(body.prefix { !$0.isNewline }))
        } catch {
            connection = nil
            return .failure(error)
        }
    }
}
