import LoadBalancer
import Testing

@Suite("Turns")
struct TurnQueueTests {
    /// An actor whose operation waits in the middle.
    private actor Worker {
        private var turns = TurnQueue()
        private(set) var story: [String] = []

        func work(_ name: String) async {
            if !turns.takeIfFree() { await withCheckedContinuation { turns.wait($0) } }
            defer { turns.pass() }
            story.append("\(name) begins")
            for _ in 0..<5 { await Task.yield() }
            story.append("\(name) ends")
        }
    }

    @Test("operations of one actor do not mix, although each waits in between")
    func oneAfterTheOther() async {
        let worker = Worker()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<50 { group.addTask { await worker.work("\(number)") } }
        }
        let story = await worker.story
        #expect(story.count == 100)
        for index in stride(from: 0, to: story.count - 1, by: 2) {
            let name = story[index].split(separator: " ")[0]
            #expect(story[index] == "\(name) begins" && story[index + 1] == "\(name) ends")
        }
    }

    @Test("the turn is free again when everybody has had it")
    func freeAgain() async {
        let worker = Worker()
        await worker.work("first")
        await worker.work("second")
        #expect(await worker.story == ["first begins", "first ends", "second begins", "second ends"])
    }
}
