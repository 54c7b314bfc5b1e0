import LoadBalancer
import Synchronization
import Testing

@Suite("Notices from threads that must not wait")
struct NoticeBoxTests {
    @Test("who waits goes on when everything posted before is taken in, however long that takes")
    func waiting() async throws {
        let box = NoticeBox<Int>()
        let taken = Mutex<[Int]>([])
        let task = Task {
            await box.forEachBatch { batch in
                try? await Task.sleep(for: .milliseconds(20))
                taken.withLock { $0 += batch }
            }
        }
        for number in 0..<10 { box.post(number) }
        await box.allTaken()
        #expect(taken.withLock { $0 } == Array(0..<10))
        // With nothing there nothing is waited for.
        await box.allTaken()
        box.post(10)
        box.close()
        await task.value
        #expect(taken.withLock { $0 } == Array(0...10))
        await box.allTaken()
    }
}
