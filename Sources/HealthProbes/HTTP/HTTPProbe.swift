import HealthChecker
import NIOCore

/// One attempt of an `HTTP_GET`, as the thread that started it sees it.
struct HTTPProbe: Sendable {
    private let exchange: NIOLoopBoundBox<HTTPExchange?>
    private let loop: any EventLoop

    init(_ plan: HTTPExchange.Plan, on loop: any EventLoop, report: @escaping @Sendable (CheckResult) -> Void) {
        let box = NIOLoopBoundBox<HTTPExchange?>.makeEmptyBox(eventLoop: loop)
        loop.execute {
            let exchange = HTTPExchange(plan, on: loop, report: report)
            box.value = exchange
            exchange.start()
        }
        self.exchange = box
        self.loop = loop
    }

    /// Closes the connection; nothing is reported any more.
    func cancel() {
        let box = exchange
        loop.execute { box.value?.cancel() }
    }
}
