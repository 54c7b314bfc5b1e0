import ControlMessages
import LoadBalancer
import Testing

@Suite("What is wrong right now")
struct ProblemBoardTests {
    @Test("a problem stays until it is settled, and keeps the time it was first seen")
    func raisesAndSettles() throws {
        let board = ProblemBoard(events: .silent)
        board.raise("vrrp_fault", at: "vrrp_instance VI_1", "the interface is missing")
        let first = try #require(board.current.first)
        board.raise("vrrp_fault", at: "vrrp_instance VI_1", "the interface is down")
        board.raise("vrrp_fault", at: "vrrp_instance VI_2", "the interface is down")
        #expect(board.current.map(\.message) == ["the interface is down", "the interface is down"])
        #expect(board.current.first?.since == first.since)
        board.settle("vrrp_fault", at: "vrrp_instance VI_1")
        #expect(board.current.map(\.location) == ["vrrp_instance VI_2"])
        board.settleAll("vrrp_fault")
        #expect(board.current.isEmpty)
    }

    @Test("a problem that is new or settled is an event, a renewed message is none")
    func events() throws {
        let journal = EventJournal.silent
        let board = ProblemBoard(events: journal)
        let reader = try #require(journal.reader(for: EventQuery()) {})
        board.replace("left_out", with: [("line 1", "unknown"), ("line 2", "unknown")])
        let since = board.current.map(\.since)
        board.replace("left_out", with: [("line 2", "unknown still"), ("line 3", "unknown")])
        board.settle("left_out", at: "line 9")
        #expect(board.current.first?.since == since.last)
        #expect(board.current.map(\.message) == ["unknown still", "unknown"])
        let told = reader.take().events.map { "\($0.event.name) \($0.event.to ?? "")" }
        #expect(
            told == [
                "left_out at line 1 raised", "left_out at line 2 raised", "left_out at line 1 settled",
                "left_out at line 3 raised",
            ])
    }

    @Test("problems go along when their objects are called otherwise, and settle under the new name")
    func relocated() {
        let board = ProblemBoard(events: .silent)
        board.raise("vrrp_fault", at: "vrrp_instance A", "a")
        board.raise("vrrp_fault", at: "vrrp_instance B", "b")
        board.raise("hmac_key", at: "vrrp_instance C", "c")
        board.relocate(["vrrp_instance A": "vrrp_instance B", "vrrp_instance B": "vrrp_instance A"])
        #expect(board.current.map(\.location) == ["vrrp_instance B", "vrrp_instance A", "vrrp_instance C"])
        #expect(board.current.map(\.message) == ["a", "b", "c"])
        board.settle("vrrp_fault", at: "vrrp_instance B")
        #expect(board.current.map(\.message) == ["b", "c"])
    }
}
