import Testing
import Tracking

@Suite("What a tracker adds to the priority")
struct TrackingLineTests {
    private func line(_ kind: TrackerKey.Kind, _ weight: Int, reversed: Bool = false) -> TrackingLine {
        TrackingLine(TrackerKey(kind, "x"), weight: weight, isReversed: reversed)
    }

    @Test(
        "a weight above zero counts while it is good, one below while it is bad, and reverse changes the sign",
        arguments: [TrackerKey.Kind.script, .process, .interface, .virtualServer])
    func weights(kind: TrackerKey.Kind) {
        #expect(line(kind, 20).contribution(of: .good) == .adjustment(20))
        #expect(line(kind, 20).contribution(of: .bad("failed")) == .nothing)
        #expect(line(kind, -20).contribution(of: .good) == .nothing)
        #expect(line(kind, -20).contribution(of: .bad("failed")) == .adjustment(-20))
        #expect(line(kind, 20, reversed: true).contribution(of: .good) == .adjustment(-20))
        #expect(line(kind, -20, reversed: true).contribution(of: .bad("failed")) == .adjustment(20))
        #expect(line(kind, 20).contribution(of: .undecided) == .nothing)
    }

    @Test("without a weight bad is FAULT, with reverse good is")
    func faults() {
        #expect(line(.script, 0).contribution(of: .bad("failed")) == .fault("track_script x failed"))
        #expect(line(.script, 0).contribution(of: .good) == .nothing)
        #expect(line(.script, 0, reversed: true).contribution(of: .bad("failed")) == .nothing)
        guard case .fault = line(.script, 0, reversed: true).contribution(of: .good) else {
            Issue.record("good is no FAULT")
            return
        }
    }

    @Test("what could be FAULT is waited for, what cannot be asked is not")
    func undecided() {
        #expect(line(.script, 0).contribution(of: .undecided) == .undecided)
        #expect(line(.interface, 0).contribution(of: .undecided) == .undecided)
        #expect(line(.virtualServer, 0).contribution(of: .undecided) == .nothing)
        #expect(line(.script, 0).contribution(of: .silent) == .nothing)
    }

    @Test(
        "a file's number times its weight counts, held at 253; -254 and less is FAULT",
        arguments: [
            (5, 1, TrackingLine.Contribution.adjustment(5)), (5, -2, .adjustment(-10)), (300, 1, .adjustment(253)),
            (-253, 1, .adjustment(-253)), (-254, 1, .fault("track_file x says -254")),
            (-2, 127, .fault("track_file x says -2")), (Int64.min, 1, .fault("track_file x says \(Int64.min)")),
            (Int64.max, 2, .adjustment(253)), (Int64.max, -2, .fault("track_file x says \(Int64.max)")),
            (0, 5, .nothing), (0, 0, .nothing), (1, 0, .fault("track_file x says 1")),
        ])
    func files(number: Int64, weight: Int, contribution: TrackingLine.Contribution) {
        #expect(line(.file, weight).contribution(of: .number(number)) == contribution)
    }

    @Test("reverse changes the sign of a file's weight, and without one makes zero the FAULT")
    func reversedFiles() {
        #expect(line(.file, 2, reversed: true).contribution(of: .number(5)) == .adjustment(-10))
        #expect(line(.file, 0, reversed: true).contribution(of: .number(1)) == .nothing)
        #expect(line(.file, 0, reversed: true).contribution(of: .number(0)) == .fault("track_file x says 0"))
    }
}
