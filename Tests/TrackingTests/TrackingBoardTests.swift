import Testing
import Tracking

@Suite("Who follows what")
struct TrackingBoardTests {
    private let script = TrackerKey(.script, "chk")
    private let file = TrackerKey(.file, "maintenance")

    private func board() -> TrackingBoard {
        var board = TrackingBoard()
        board.configure([
            "A": [TrackingLine(script, weight: -20), TrackingLine(file, weight: 1)],
            "B": [TrackingLine(script, weight: 0)],
            "C": [],
        ])
        return board
    }

    @Test("only those who follow a tracker are told of it, and only of what is new")
    func concerned() {
        var board = board()
        #expect(board.note(.bad("failed"), of: script) == ["A", "B"])
        #expect(board.note(.bad("failed"), of: script) == [])
        #expect(board.note(.number(7), of: file) == ["A"])
    }

    @Test("a sum lists its reasons in the order of the lines")
    func sums() {
        var board = board()
        #expect(board.sum(of: "B").isUndecided)
        #expect(!board.sum(of: "A").isUndecided)
        _ = board.note(.number(7), of: file)
        _ = board.note(.bad("failed with exit code 1"), of: script)
        let sum = board.sum(of: "A")
        #expect(sum.adjustments == [.init(script, -20), .init(file, 7)])
        #expect(sum.faults.isEmpty)
        #expect(board.sum(of: "B").faults == ["track_script chk failed with exit code 1"])
        #expect(board.sum(of: "C") == TrackingSum())
        #expect(board.sum(of: "unknown") == TrackingSum())
    }

    @Test("a tracker that nobody follows any more is forgotten")
    func forgotten() {
        var board = board()
        _ = board.note(.good, of: script)
        board.configure(["C": []])
        board.configure(["B": [TrackingLine(script, weight: 0)]])
        #expect(board.sum(of: "B").isUndecided)
    }
}
