import ControlMessages
import Hummingbird

/// `GET /v1/status`.
struct StatusRoutes: Sendable {
    let node: any ControlledNode

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/v1/status", status)]
    }

    @Sendable private func status(_ request: ControlRequest) async throws(ControlError) -> Response {
        JSONAnswer.answer(await node.status())
    }
}
