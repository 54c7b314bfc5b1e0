import ControlMessages
import HTTPTypes
import Hummingbird

/// `GET /v1/record`: what goes into and out of the VRRP instances, as JSON lines, until the client hangs up.
struct RecordingRoutes: Sendable {
    let node: any ControlledNode

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/v1/record", record)]
    }

    /// `?instance=NAME` leaves out the others.
    @Sendable private func record(_ request: ControlRequest) async throws(ControlError) -> Response {
        let stream = RecordingStream(feed: try await node.record(instance: try request.query("instance")))
        return Response(
            status: .ok, headers: [.contentType: "application/x-ndjson", .cacheControl: "no-store"],
            body: ResponseBody { writer in try await stream.write(to: &writer) })
    }
}
