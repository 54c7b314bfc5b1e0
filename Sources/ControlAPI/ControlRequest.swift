import Addresses
import ControlMessages
import HTTPTypes
import Hummingbird
import NIOCore

/// A request as the routes see it: the varying parts of its path and query in clear, and a body of bounded size.
struct ControlRequest: Sendable {
    /// The largest body that is read.
    static let largestBody = 1_048_576

    private let request: Request
    private let context: ControlContext
    /// Who asks over the network; nil on the control socket.
    var client: IPAddress? { context.client }

    init(_ request: Request, _ context: ControlContext) {
        self.request = request
        self.context = context
    }

    /// Whether root asks on the control socket, or whoever runs the daemon.
    func isFromOwner() async -> Bool { await context.isFromOwner() }

    /// A header's value, nil where the request has none.
    func header(_ name: HTTPField.Name) -> String? {
        request.headers[name]
    }

    /// A header's value by its name, nil where the request has none.
    func header(named name: String) -> String? {
        HTTPField.Name(name).flatMap { request.headers[$0] }
    }

    /// A varying part of the path without its percent escapes.
    func parameter(_ name: String) throws(ControlError) -> String {
        guard let text = context.parameters.get(name), let clear = PercentEncoding.decode(text) else {
            throw .badRequest("the path \(request.uri.path) has a percent sign without the two digits of a byte")
        }
        return clear
    }

    /// A field of the query without its percent escapes, nil where it is not there or empty.
    func query(_ name: String) throws(ControlError) -> String? {
        let fields = (request.uri.query ?? "").split(separator: "&")
        guard let field = fields.first(where: { $0.hasPrefix(name + "=") }) else { return nil }
        guard let clear = PercentEncoding.decode(String(field.dropFirst(name.count + 1))) else {
            throw .badRequest("the query's \(name) has a percent sign without the two digits of a byte")
        }
        return clear.isEmpty ? nil : clear
    }

    /// The body as a message.
    func body<Message: Decodable>(
        as type: Message.Type, atMost limit: Int = largestBody
    ) async throws(ControlError) -> Message {
        let buffer = try await collect(atMost: limit)
        do {
            return try MessageCoding.decode(type, from: buffer.readableBytesView)
        } catch {
            throw .badRequest("the body is not valid: \(error)")
        }
    }

    /// The body as it is.
    func bytes(atMost limit: Int) async throws(ControlError) -> [UInt8] {
        Array(try await collect(atMost: limit).readableBytesView)
    }

    private func collect(atMost limit: Int) async throws(ControlError) -> ByteBuffer {
        do {
            return try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw ControlError(status: 413, code: "body_too_large", message: "the body has more than \(limit) bytes")
        } catch {
            throw .badRequest("the body did not arrive: \(error)")
        }
    }
}
