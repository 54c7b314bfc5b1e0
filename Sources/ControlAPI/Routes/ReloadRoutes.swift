import ControlMessages
import Hummingbird

/// `POST /v1/reload`.
struct ReloadRoutes: Sendable {
    let node: any ControlledNode

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/v1/reload", reload)]
    }

    /// A reload that was not applied is an error, with its diagnostics beside it: 422 where the file is at fault.
    @Sendable private func reload(_ request: ControlRequest) async throws(ControlError) -> Response {
        var message = try await node.reload()
        guard !message.applied else { return JSONAnswer.answer(message) }
        let count = message.diagnostics.count { $0.severity == .error }
        let refusal = message.error.flatMap { ReloadRefusal(rawValue: $0.code) }
        if count > 0, refusal != .restartNeeded {
            message.error = ErrorEntry(
                code: ReloadRefusal.configurationInvalid.rawValue,
                message: "the configuration has \(count) error\(count == 1 ? "" : "s"); the running one stays")
        }
        switch message.error.flatMap({ ReloadRefusal(rawValue: $0.code) }) {
        case .configurationInvalid, .restartNeeded: return JSONAnswer.answer(message, status: .unprocessableContent)
        case .stopping: return JSONAnswer.answer(message, status: .conflict)
        case .applyFailed, .includesMissing, nil: return JSONAnswer.answer(message, status: .internalServerError)
        }
    }
}
