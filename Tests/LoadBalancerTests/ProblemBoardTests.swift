import ControlMessages
import LoadBalancer
import Testing

@Suite("What is wrong right now")
struct ProblemBoardTests {
    @Test("a problem stays until it is settled, and keeps the time it was first seen")
    func raisesAndSettles() throws {
        let board = ProblemBoard()
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
}
