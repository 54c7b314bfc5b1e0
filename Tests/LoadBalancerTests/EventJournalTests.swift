import ControlMessages
import LoadBalancer
import Synchronization
import Testing

@Suite("Events are told")
struct EventJournalTests {
    private final class Counter: Sendable {
        let count = Atomic(0)
    }

    @Test("every listener is told of news and takes the same events at its own pace")
    func listeners() throws {
        let journal = EventJournal.silent
        let counter = Counter()
        let first = try #require(journal.reader(for: EventQuery()) { counter.count.add(1, ordering: .relaxed) })
        let second = try #require(journal.reader(for: EventQuery(kinds: [.reload])) {})
        journal.post(.vrrp, "VI_1", from: "BACKUP", to: "MASTER", "because")
        #expect(counter.count.load(ordering: .relaxed) == 1)
        #expect(first.take().events.map(\.event.name) == ["VI_1"])
        journal.post(.reload, "file", "again")
        #expect(first.take().events.map(\.event.name) == ["file"])
        #expect(first.take().isEmpty)
        #expect(second.take().events.map(\.event.name) == ["file"])
    }

    @Test("S30: a listener that does not read is told how much it missed, and gets bounded batches")
    func slow() throws {
        let journal = EventJournal.silent
        let reader = try #require(journal.reader(for: EventQuery()) {})
        for index in 0..<5_000 { journal.post(index % 2 == 0 ? .service : .kernel, "\(index)", "changed") }
        var missed = 0
        var names: [String] = []
        while true {
            let batch = reader.take()
            guard !batch.isEmpty else { break }
            #expect(batch.events.count <= EventReader.batchSize)
            missed += batch.missed
            names += batch.events.map(\.event.name)
        }
        #expect(missed == 4_000)
        #expect(names == (4_000..<5_000).map(String.init))
    }

    @Test("numbers grow over a restart")
    func numbers() throws {
        func number(in journal: EventJournal) throws -> Int64 {
            journal.post(.reload, "file", "again")
            return try #require(journal.reader(for: EventQuery(history: 1)) {}).take().events[0].number
        }
        #expect(try number(in: .silent) < number(in: .silent))
    }

    @Test("there is a bound to the listeners, and one that is gone makes room")
    func bound() throws {
        let journal = EventJournal.silent
        var readers = try (0..<EventJournal.mostListeners).map { _ in
            try #require(journal.reader(for: EventQuery()) {})
        }
        #expect(journal.reader(for: EventQuery()) {} == nil)
        readers.removeLast()
        #expect(journal.reader(for: EventQuery()) {} != nil)
    }

    @Test("a text without end is cut")
    func longText() throws {
        let journal = EventJournal.silent
        journal.post(.agent, "1", to: String(repeating: "ä", count: 1_000_000), "registered")
        let reader = try #require(journal.reader(for: EventQuery(history: 1)) {})
        let text = try #require(reader.take().events.first?.event.to)
        #expect(text.utf8.count < 1_100)
    }
}
