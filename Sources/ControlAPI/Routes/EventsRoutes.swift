import ControlMessages
import HTTPTypes
import Hummingbird

/// `GET /v1/events`: what changes, as it happens, as server-sent events.
struct EventsRoutes: Sendable {
    let node: any ControlledNode

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/v1/events", events)]
    }

    /// A listener comes back with `Last-Event-ID`, or begins with the last events (`?history=N`); else with what is new.
    /// `?kind=vrrp,reload` leaves out the rest.
    @Sendable private func events(_ request: ControlRequest) async throws(ControlError) -> Response {
        var query = EventQuery()
        if let text = request.header(named: "Last-Event-ID"), !text.isEmpty {
            guard let number = Int64(text), number >= 0 else {
                throw .badRequest("the header Last-Event-ID is no number of an event")
            }
            query.after = number
        }
        if let text = try request.query("history") {
            guard let count = Int(text), count >= 0 else { throw .badRequest("the query's history is not a number") }
            query.history = count
        }
        if let text = try request.query("kind") { query.kinds = try Self.kinds(text) }
        let (wakes, wake) = AsyncStream.makeStream(of: EventStream.Wake.self, bufferingPolicy: .bufferingNewest(1))
        // Before the answer's first byte: a client that has it misses nothing from then on.
        let feed = try node.events(query) { wake.yield(.news) }
        wake.yield(.news)
        let stream = EventStream(feed: feed, wakes: wakes, wake: wake)
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in try await stream.write(to: &writer) })
    }

    private static func kinds(_ text: String) throws(ControlError) -> Set<EventKind> {
        var kinds: Set<EventKind> = []
        for word in text.split(separator: ",") {
            guard let kind = EventKind(rawValue: String(word)) else {
                let known = EventKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw .badRequest("there is no kind of event '\(word)', only \(known)")
            }
            kinds.insert(kind)
        }
        return kinds
    }
}
