import Synchronization

/// Notices from threads that must not wait, for a task that takes them in batches and in order.
package final class NoticeBox<Notice: Sendable>: Sendable {
    private struct Contents: Sendable {
        var notices: [Notice] = []
        /// Who waits until all of these are taken in.
        var waiting: [CheckedContinuation<Void, Never>] = []
        /// Nobody takes anything any more.
        var isAbandoned = false
    }

    private let contents = Mutex(Contents())
    private let signals: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    package init() {
        // One signal is enough: a batch takes everything that is there.
        (signals, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package func post(_ notice: Notice) {
        contents.withLock { $0.notices.append(notice) }
        continuation.yield()
    }

    /// No more notices come; `forEachBatch` returns after the last one.
    package func close() {
        continuation.finish()
    }

    /// Returns when everything that was posted until now has been taken in, or nobody takes it in any more.
    package func allTaken() async {
        await withCheckedContinuation { continuation in
            let isAbandoned = contents.withLock { contents in
                if !contents.isAbandoned { contents.waiting.append(continuation) }
                return contents.isAbandoned
            }
            if isAbandoned { continuation.resume() } else { self.continuation.yield() }
        }
    }

    /// Hands out everything that was posted, as one batch each time something is there.
    package func forEachBatch(_ body: ([Notice]) async -> Void) async {
        for await _ in signals {
            await deliver(body)
        }
        await deliver(body, isLast: true)
    }

    private func deliver(_ body: ([Notice]) async -> Void, isLast: Bool = false) async {
        let batch = contents.withLock { contents in
            defer { contents = Contents(isAbandoned: isLast) }
            return contents
        }
        if !batch.notices.isEmpty { await body(batch.notices) }
        for waiting in batch.waiting { waiting.resume() }
    }
}
