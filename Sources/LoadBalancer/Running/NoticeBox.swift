import Synchronization

/// Notices from threads that must not wait, for a task that takes them in batches and in order.
package final class NoticeBox<Notice: Sendable>: Sendable {
    private let pending = Mutex<[Notice]>([])
    private let signals: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    package init() {
        // One signal is enough: a batch takes everything that is there.
        (signals, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package func post(_ notice: Notice) {
        pending.withLock { $0.append(notice) }
        continuation.yield()
    }

    /// No more notices come; `forEachBatch` returns after the last one.
    package func close() {
        continuation.finish()
    }

    /// Hands out everything that was posted, as one batch each time something is there.
    package func forEachBatch(_ body: ([Notice]) async -> Void) async {
        for await _ in signals {
            await deliver(body)
        }
        await deliver(body)
    }

    private func deliver(_ body: ([Notice]) async -> Void) async {
        let batch = pending.withLock { notices in
            defer { notices.removeAll() }
            return notices
        }
        if !batch.isEmpty { await body(batch) }
    }
}
