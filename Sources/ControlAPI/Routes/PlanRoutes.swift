import ControlMessages
import HTTPTypes
import Hummingbird

/// `POST /v1/plan`.
struct PlanRoutes: Sendable {
    /// The largest configuration that is looked at, with all it includes.
    static let largestBody = 64 << 20

    let node: any ControlledNode
    /// A plan may take much memory, from its body on.
    private let turns = Turns()

    init(node: any ControlledNode) { self.node = node }

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/v1/plan", plan)]
    }

    /// A configuration that could not be reloaded is an error, with its diagnostics beside it.
    @Sendable private func plan(_ request: ControlRequest) async throws(ControlError) -> Response {
        let seesAll = await request.isFromOwner()
        let message = try await turns.run { () throws(ControlError) in
            try await node.plan(try await question(in: request), seesAll: seesAll)
        }
        return JSONAnswer.answer(message, status: message.error == nil ? .ok : .unprocessableContent)
    }

    private func question(in request: ControlRequest) async throws(ControlError) -> PlanQuestion {
        let type = request.header(.contentType)?.prefix { $0 != ";" && $0 != " " }.lowercased()
        guard type == "application/json" else { return .text(try await request.bytes(atMost: Self.largestBody)) }
        return .files(try await request.body(as: PlanFiles.self, atMost: Self.largestBody))
    }
}
