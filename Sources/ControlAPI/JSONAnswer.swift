import ControlMessages
import HTTPTypes
import Hummingbird
import NIOCore

/// Makes HTTP answers of messages and errors.
enum JSONAnswer {
    static func answer(_ message: some Encodable, status: HTTPResponse.Status = .ok) -> Response {
        do {
            return response(try MessageCoding.encode(message), status: status)
        } catch {
            return answer(.failed("the answer cannot be written as JSON: \(error)"))
        }
    }

    static func answer(_ message: AgentMessage) -> Response {
        response(MessageCoding.encode(message), status: .ok)
    }

    static func answer(_ message: ConfigurationMessage) -> Response {
        response(MessageCoding.encode(message), status: .ok)
    }

    static func answer(_ error: ControlError) -> Response {
        var response = response(body(of: error), status: HTTPResponse.Status(code: error.status))
        if let seconds = error.retryAfter, let field = HTTPField.Name("retry-after") {
            response.headers[field] = String(seconds)
        }
        return response
    }

    /// The error's JSON.
    static func body(of error: ControlError) -> [UInt8] {
        let message = ErrorMessage(code: error.code, message: error.message)
        // Two strings can always be encoded; the text is there so that no failure leaves an answer without a shape.
        return (try? MessageCoding.encode(message)) ?? Array(#"{"error":{"code":"internal_error","message":""}}"#.utf8)
    }

    private static func response(_ json: [UInt8], status: HTTPResponse.Status) -> Response {
        let headers: HTTPFields = [
            .contentType: "application/json", .contentLength: String(json.count), .cacheControl: "no-store",
        ]
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
    }
}
