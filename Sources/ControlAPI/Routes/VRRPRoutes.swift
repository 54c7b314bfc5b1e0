import ControlMessages
import Hummingbird

/// `GET /v1/vrrp` and `/v1/vrrp/{instance}`, `POST /v1/vrrp/{instance}/release` and `/hold`.
struct VRRPRoutes: Sendable {
    let node: any ControlledNode

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/v1/vrrp", instances),
            Endpoint(.get, "/v1/vrrp/{instance}", instance),
            Endpoint(.post, "/v1/vrrp/{instance}/release", release),
            Endpoint(.post, "/v1/vrrp/{instance}/hold", hold),
        ]
    }

    @Sendable private func instances(_ request: ControlRequest) async throws(ControlError) -> Response {
        JSONAnswer.answer(await node.vrrpInstances())
    }

    @Sendable private func instance(_ request: ControlRequest) async throws(ControlError) -> Response {
        let name = try request.parameter("instance")
        let list = await node.vrrpInstances()
        guard let entry = list.instances.first(where: { $0.name == name }) else {
            throw .notFound("there is no VRRP instance \"\(name)\"")
        }
        return JSONAnswer.answer(VRRPInstanceMessage(asOf: list.asOf, entry))
    }

    @Sendable private func release(_ request: ControlRequest) async throws(ControlError) -> Response {
        let name = try request.parameter("instance")
        return JSONAnswer.answer(try await node.release(name, by: try Self.person(request)))
    }

    @Sendable private func hold(_ request: ControlRequest) async throws(ControlError) -> Response {
        let name = try request.parameter("instance")
        return JSONAnswer.answer(try await node.hold(name, by: try Self.person(request)))
    }

    /// Who asks, as `?by=` says: for the record, not for a decision.
    private static func person(_ request: ControlRequest) throws(ControlError) -> String {
        guard let name = try request.query("by") else { return "an operator" }
        guard name.utf8.count <= longestName, name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw .badRequest("the query's by is a name of at most \(longestName) bytes without control characters")
        }
        return name
    }

    private static let longestName = 64
}
