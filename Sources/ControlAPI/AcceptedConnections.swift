import NIOCore

/// The connections between their acceptance and the task that serves each.
///
/// None is ever let go unused, for NIO traps then: one that comes when nobody takes them any more is served by a task
/// that has been told to end.
struct AcceptedConnections: Sendable, AsyncSequence {
    typealias Element = ControlConnection.Value

    private let stream: AsyncStream<Element>
    private let continuation: AsyncStream<Element>.Continuation
    private let connection: ControlConnection

    init(_ connection: ControlConnection) {
        self.connection = connection
        (stream, continuation) = AsyncStream.makeStream()
    }

    /// Builds the pipeline of a connection that has been accepted.
    func setup(_ channel: any Channel) -> EventLoopFuture<Void> {
        connection.setup(channel).map { add($0) }
    }

    /// No more come once those that have been accepted are taken.
    func finish() {
        continuation.finish()
    }

    func makeAsyncIterator() -> AsyncStream<Element>.Iterator { stream.makeAsyncIterator() }

    private func add(_ value: Element) {
        guard case .enqueued = continuation.yield(value) else {
            Task { await connection.serve(value) }.cancel()
            return
        }
    }
}
