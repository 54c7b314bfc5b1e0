import ControlMessages
import Hummingbird

/// `GET /v1/checks`.
struct ChecksRoutes: Sendable {
    let node: any ControlledNode

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/v1/checks", checks)]
    }

    @Sendable private func checks(_ request: ControlRequest) async throws(ControlError) -> Response {
        JSONAnswer.answer(await node.checks())
    }
}
