import ControlMessages
import HTTPTypes
import Hummingbird

/// `/v1/management-groups` and what is below it.
struct GroupsRoutes: Sendable {
    let node: any ControlledNode

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/v1/management-groups", groups),
            Endpoint(.get, "/v1/management-groups/{group}", group),
            Endpoint(.patch, "/v1/management-groups/{group}", change),
            Endpoint(.get, "/v1/management-groups/{group}/balance", balance),
            Endpoint(.get, "/v1/management-groups/{group}/servers/{server}", server),
            Endpoint(.post, "/v1/management-groups/{group}/servers/{server}/drain", drain),
            Endpoint(.post, "/v1/management-groups/{group}/servers/{server}/resume", resume),
            Endpoint(.get, "/v1/management-groups/{group}/agents", agents),
            Endpoint(.get, "/v1/management-groups/{group}/agents/{id}", agent),
            Endpoint(.put, "/v1/management-groups/{group}/agents/{id}", register),
            Endpoint(.get, "/v1/management-groups/{group}/agents/{id}/watch", watch),
        ]
    }

    @Sendable private func groups(_ request: ControlRequest) async throws(ControlError) -> Response {
        JSONAnswer.answer(await node.managementGroups())
    }

    @Sendable private func group(_ request: ControlRequest) async throws(ControlError) -> Response {
        JSONAnswer.answer(try await node.managementGroup(try request.parameter("group")))
    }

    @Sendable private func change(_ request: ControlRequest) async throws(ControlError) -> Response {
        let group = try request.parameter("group")
        return JSONAnswer.answer(try await node.changeGroup(group, try await request.body(as: GroupChange.self)))
    }

    @Sendable private func balance(_ request: ControlRequest) async throws(ControlError) -> Response {
        JSONAnswer.answer(try await node.balance(of: try request.parameter("group")))
    }

    @Sendable private func server(_ request: ControlRequest) async throws(ControlError) -> Response {
        JSONAnswer.answer(
            try await node.managementServer(try request.parameter("server"), of: try request.parameter("group")))
    }

    @Sendable private func drain(_ request: ControlRequest) async throws(ControlError) -> Response {
        try await order(request, drains: true)
    }

    @Sendable private func resume(_ request: ControlRequest) async throws(ControlError) -> Response {
        try await order(request, drains: false)
    }

    private func order(_ request: ControlRequest, drains: Bool) async throws(ControlError) -> Response {
        JSONAnswer.answer(
            try await node.drain(try request.parameter("server"), of: try request.parameter("group"), drains))
    }

    @Sendable private func agents(_ request: ControlRequest) async throws(ControlError) -> Response {
        JSONAnswer.answer(try await node.agents(of: try request.parameter("group")))
    }

    @Sendable private func agent(_ request: ControlRequest) async throws(ControlError) -> Response {
        let message = try await node.agent(
            try request.parameter("id"), of: try request.parameter("group"), zone: try request.query("zone"))
        let tag = Self.tag(of: message)
        if request.header(.ifNoneMatch)?.split(separator: ",").contains(where: { $0.trimmed == tag }) == true {
            return Response(status: .notModified, headers: [.eTag: tag])
        }
        return tagged(message)
    }

    @Sendable private func register(_ request: ControlRequest) async throws(ControlError) -> Response {
        let group = try request.parameter("group")
        let id = try request.parameter("id")
        let registration = try await request.body(as: AgentRegistration.self)
        return tagged(try await node.register(id, in: group, registration, from: request.client))
    }

    /// The agent's list as a server-sent event, and each one that replaces it.
    @Sendable private func watch(_ request: ControlRequest) async throws(ControlError) -> Response {
        let (wakes, wake) = AsyncStream.makeStream(of: EventStream.Wake.self, bufferingPolicy: .bufferingNewest(1))
        // Before the answer's first byte: a client that has it misses nothing from then on.
        let feed = try await node.watch(
            try request.parameter("id"), of: try request.parameter("group"), zone: try request.query("zone")
        ) { wake.yield(.news) }
        wake.yield(.news)
        let stream = AgentStream(feed: feed, wakes: wakes, wake: wake)
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in try await stream.write(to: &writer) })
    }

    private func tagged(_ message: AgentMessage) -> Response {
        var response = JSONAnswer.answer(message)
        response.headers[.eTag] = Self.tag(of: message)
        return response
    }

    /// Weak, because `as_of` differs from answer to answer.
    private static func tag(of message: AgentMessage) -> String {
        "W/\"\(message.version)\""
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        let start = drop { $0 == " " }
        return start.lastIndex { $0 != " " }.map { start[...$0] } ?? start.prefix(0)
    }
}
