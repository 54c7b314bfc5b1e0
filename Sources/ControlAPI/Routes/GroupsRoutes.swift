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
            Endpoint(.get, "/v1/management-groups/{group}/agents", agents),
            Endpoint(.get, "/v1/management-groups/{group}/agents/{id}", agent),
            Endpoint(.put, "/v1/management-groups/{group}/agents/{id}", register),
        ]
    }

    @Sendable private func groups(_ request: ControlRequest) async throws(ControlError) -> Response {
        JSONAnswer.answer(await node.managementGroups())
    }

    @Sendable private func group(_ request: ControlRequest) async throws(ControlError) -> Response {
        JSONAnswer.answer(try await node.managementGroup(try request.parameter("group")))
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
        return tagged(try await node.register(id, in: group, registration))
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
