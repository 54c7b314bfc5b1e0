import ControlMessages
import ControlTables
import Testing

@Suite("Events as lines")
struct EventReportTests {
    private let at = Timestamp(secondsSince1970: 1_770_091_506)

    @Test("a line has time, kind, name, the change and the reason")
    func lines() {
        let change = EventMessage(
            at: at, kind: .vrrp, name: "VI_1", from: "BACKUP", to: "MASTER", reason: "the master left")
        #expect(change.line == "2026-02-03 04:05:06Z  vrrp         VI_1  BACKUP -> MASTER  the master left")
        let other = EventMessage(at: at, kind: .realServer, name: "10.0.0.1:80", reason: "is new\u{1B}[2J\nhere")
        #expect(other.line.hasPrefix("2026-02-03 04:05:06Z  real_server  10.0.0.1:80  is new"))
        #expect(!other.line.unicodeScalars.contains { $0.value < 0x20 })
    }

    @Test("what was missed is said")
    func missed() {
        #expect(DroppedMessage(missed: 1).line == "1 event missed: not kept any more")
    }
}
