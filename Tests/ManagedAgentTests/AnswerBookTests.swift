import ControlMessages
import Deadlines
import ManagedAgent
import Testing

@Suite("What the load balancers say")
struct AnswerBookTests {
    private func entry(
        _ version: String, upToDate: Bool? = true, servers: [String] = ["10.1.1.1"], interval: Double = 0,
        algorithm: String = "static"
    ) -> AgentEntry {
        AgentEntry(
            group: "cloud", agent: "1", zone: "z", cluster: nil, isKnown: true, algorithm: algorithm,
            servers: servers, preferred: servers.first, checkInterval: interval, avoid: [], isUpToDate: upToDate,
            version: version)
    }

    @Test("of answers that agree the newest counts")
    func newest() {
        var book = AnswerBook(count: 2)
        #expect(book.current == nil)
        book.note(entry("a"), from: 0)
        book.note(entry("a"), from: 1)
        #expect(book.current?.from == 1)
        book.note(entry("a"), from: 0)
        #expect(book.current?.from == 0)
        #expect(!book.isDisputed)
    }

    @Test("load balancers that stay keep their answers wherever they stand; those that left do not count any more")
    func rearranged() {
        var book = AnswerBook(count: 3)
        book.note(entry("a"), from: 0)
        book.note(entry("b"), from: 1)
        book.noteSilence(of: 1)
        book.rearrange([nil, 1])
        #expect(book.answer(of: 0) == nil && book.answer(of: 1)?.version == "b" && book.answer(of: 2) == nil)
        #expect(book.current?.from == 1)
        book.note(entry("c"), from: 0)
        #expect(book.current?.entry.version == "c")
        book.rearrange([nil])
        #expect(book.current == nil)
    }

    @Test("of answers that differ, one of a node that is not learning counts, then the first configured node's")
    func disputed() {
        var book = AnswerBook(count: 2)
        book.note(entry("a"), from: 0)
        book.note(entry("b"), from: 1)
        #expect(book.current?.entry.version == "a")
        #expect(book.isDisputed)
        book.note(entry("a", upToDate: nil), from: 0)
        #expect(book.current?.entry.version == "b")
        // It holds the agent's list, and has no opinion of its own.
        #expect(!book.isDisputed)
    }

    @Test("what two nodes say counts before what one says")
    func majority() {
        var book = AnswerBook(count: 3)
        book.note(entry("a"), from: 0)
        book.note(entry("b"), from: 1)
        book.note(entry("b"), from: 2)
        #expect(book.current?.entry.version == "b")
    }

    @Test("a node that is gone counts only where nobody else answers")
    func silence() {
        var book = AnswerBook(count: 2)
        book.note(entry("a"), from: 0)
        book.note(entry("b"), from: 1)
        book.noteSilence(of: 0)
        #expect(book.current?.entry.version == "b")
        #expect(!book.isDisputed)
        book.noteSilence(of: 1)
        #expect(book.current?.entry.version == "a")
        book.note(entry("c"), from: 0)
        #expect(book.current?.entry.version == "c")
    }

    @Test("an answer without servers, or from nowhere, says nothing")
    func nothing() {
        var book = AnswerBook(count: 1)
        book.note(entry("a", servers: []), from: 0)
        book.note(entry("a"), from: 5)
        book.noteSilence(of: 5)
        #expect(book.current == nil)
        #expect(book.answer(of: 5) == nil)
    }

    @Test("CS-33: an answer becomes the value of host, and ports of their own are left out and told")
    func assignment() {
        let assignment = Assignment(
            entry("a", servers: ["10.1.1.2", "10.1.1.3:9250", "[2001:db8::1]:8250", "2001:db8::2", "ms1:9250"]))
        let host = assignment.host(standIn: .roundrobin)
        #expect(host.text == "10.1.1.2,10.1.1.3,2001:db8::1,2001:db8::2,ms1@static")
        #expect(assignment.serversWithOtherPort(than: 8250) == ["10.1.1.3:9250", "ms1:9250"])
        #expect(Assignment(entry("a", algorithm: "rendezvous")).host(standIn: .roundrobin).algorithm == "roundrobin")
    }

    @Test(
        "the interval becomes whole seconds, and never 0 where it is not",
        arguments: [(0, 0), (0.2, 1), (60, 60), (60.5, 61), (-3, 0), (1e300, 2_147_483_647)] as [(Double, Int)])
    func interval(given: Double, whole: Int) {
        #expect(Assignment(entry("a", interval: given)).interval == whole)
    }

    @Test("shuffle is looked after once, all others again and again")
    func oneShot() {
        #expect(Assignment(entry("a", algorithm: "shuffle")).placement(interval: 60).isOneShot)
        #expect(!Assignment(entry("a", algorithm: "rendezvous")).placement(interval: 60).isOneShot)
        #expect(Assignment(entry("a")).placement(interval: -5).interval == .zero)
    }

    @Test("pauses grow to half a minute and differ between hosts")
    func pauses() {
        var chance = SeededGenerator(seed: 3)
        var pause = RetryPause()
        let pauses = (0..<12).map { _ in pause.next(using: &chance) }
        #expect(pauses[0] <= .seconds(1) && pauses[0] >= .milliseconds(500))
        #expect(pauses.suffix(3).allSatisfy { $0 >= .seconds(15) && $0 <= .seconds(30) })
        #expect(Set(pauses.suffix(4)).count == 4)
        pause.reset()
        #expect(pause.next(using: &chance) <= .seconds(1))
    }
}
