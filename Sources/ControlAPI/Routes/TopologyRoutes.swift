import ControlMessages
import Hummingbird

/// `GET` and `PUT /v1/topology`.
struct TopologyRoutes: Sendable {
    /// Larger than any document that is taken, so that the answer is the one that names the bound.
    private static let largestBody = 101_000_000

    let node: any ControlledNode

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/v1/topology", topology),
            Endpoint(.put, "/v1/topology", putTopology),
        ]
    }

    @Sendable private func topology(_ request: ControlRequest) async throws(ControlError) -> Response {
        JSONAnswer.answer(await node.topology())
    }

    /// A document that is no good is an error, with its place: 422.
    @Sendable private func putTopology(_ request: ControlRequest) async throws(ControlError) -> Response {
        let message = try await node.putTopology(try await request.bytes(atMost: Self.largestBody))
        return JSONAnswer.answer(message, status: message.applied ? .ok : .unprocessableContent)
    }
}
