import ControlMessages
import Hummingbird

/// `GET /v1/vrrp` and `/v1/vrrp/{instance}`.
struct VRRPRoutes: Sendable {
    let node: any ControlledNode

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/v1/vrrp", instances),
            Endpoint(.get, "/v1/vrrp/{instance}", instance),
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
}
