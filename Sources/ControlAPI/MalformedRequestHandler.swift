import ControlMessages
import NIOCore
import NIOHTTP1

/// Answers what is not HTTP with an error of the API's shape and hangs up.
final class MalformedRequestHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private var isAnswering = false

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch Self.unwrapOutboundIn(data) {
        // Nothing here sends informational heads, which are not the start of an answer.
        case .head: isAnswering = true
        case .body: break
        case .end: isAnswering = false
        }
        context.write(data, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else {
            context.fireErrorCaught(error)
            return
        }
        // An answer that has begun cannot be taken back: hanging up in its midst is all that is left.
        if !isAnswering { writeBadRequest(to: context) }
        context.close(promise: nil)
    }

    private func writeBadRequest(to context: ChannelHandlerContext) {
        let body = JSONAnswer.body(of: .badRequest("this is not an HTTP request"))
        let headers: HTTPHeaders = [
            "content-type": "application/json", "content-length": String(body.count), "connection": "close",
        ]
        let head = HTTPResponseHead(version: .http1_1, status: .badRequest, headers: headers)
        context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
        context.write(Self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
    }
}
