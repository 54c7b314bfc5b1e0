import ControlMessages
import ControlTables
import Testing

@Suite("What a verification shows")
struct VerificationReportTests {
    private let now = Timestamp(secondsSince1970: 0)

    @Test("what was put right, line by line, or that there was nothing")
    func text() {
        #expect(VerificationMessage(asOf: now, corrections: []).text == "the kernel holds what is wanted")
        let report = VerificationMessage(
            asOf: now, corrections: ["add TCP 192.0.2.1:80", "edit 10.0.0.1:80 of \u{1B}x"])
        #expect(report.text.hasPrefix("put right:\n  add TCP 192.0.2.1:80\n  edit 10.0.0.1:80 of "))
        #expect(!report.text.contains("\u{1B}"))
        #expect(!report.showsTrouble)
    }
}
