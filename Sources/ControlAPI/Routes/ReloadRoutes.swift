import ControlMessages
import Hummingbird

/// `POST /v1/reload`.
struct ReloadRoutes: Sendable {
    let node: any ControlledNode

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/v1/reload", reload)]
    }

    /// A configuration with errors is 422, with its diagnostics beside the error.
    @Sendable private func reload(_ request: ControlRequest) async throws(ControlError) -> Response {
        var message = try await node.reload()
        guard !message.applied, message.hasErrors else { return JSONAnswer.answer(message) }
        let count = message.diagnostics.count { $0.severity == .error }
        message.error = ErrorEntry(
            code: "configuration_invalid",
            message: "the configuration has \(count) error\(count == 1 ? "" : "s"); the running one stays")
        return JSONAnswer.answer(message, status: .unprocessableContent)
    }
}
