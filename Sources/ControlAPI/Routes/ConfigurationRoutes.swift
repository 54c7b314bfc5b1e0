import ControlMessages
import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /v1/config`: what runs, as JSON or, with `?format=text`, as a file.
struct ConfigurationRoutes: Sendable {
    let node: any ControlledNode

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/v1/config", configuration)]
    }

    @Sendable private func configuration(_ request: ControlRequest) async throws(ControlError) -> Response {
        switch try request.query("format") {
        case nil, "json": return JSONAnswer.answer(await node.configuration())
        case "text": return Self.answer(await node.configurationText())
        case let other?: throw .badRequest("there is no format '\(other)': json or text")
        }
    }

    private static func answer(_ text: String) -> Response {
        let body = ByteBuffer(string: text)
        let headers: HTTPFields = [
            .contentType: "text/plain; charset=utf-8", .contentLength: String(body.readableBytes),
            .cacheControl: "no-store",
        ]
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}
