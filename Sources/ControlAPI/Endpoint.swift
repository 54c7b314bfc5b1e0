import ControlMessages
import HTTPTypes
import Hummingbird

/// One path and method of the API and what answers it.
struct Endpoint: Sendable {
    typealias Handler = @Sendable (ControlRequest) async throws(ControlError) -> Response

    let method: HTTPRequest.Method
    /// With a name in braces for each part that varies: `/v1/vrrp/{instance}`.
    let path: String
    let handler: Handler

    init(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping Handler) {
        self.method = method
        self.path = path
        self.handler = handler
    }
}
