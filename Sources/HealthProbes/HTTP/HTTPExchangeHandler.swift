import NIOCore

/// Passes what happens on a connection to its exchange.
final class HTTPExchangeHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let exchange: HTTPExchange

    init(_ exchange: HTTPExchange) {
        self.exchange = exchange
    }

    func channelActive(context: ChannelHandlerContext) {
        exchange.connected()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        buffer.readableBytesView.withUnsafeBytes { bytes in
            exchange.received(bytes.bindMemory(to: UInt8.self).span)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        exchange.closedByPeer()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        exchange.failed(error)
    }
}
