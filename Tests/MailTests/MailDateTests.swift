import Mail
import Testing

@Suite("Mail dates")
struct MailDateTests {
    @Test(
        "RFC 5322: times in UTC, with the day of the week",
        arguments: [
            (0, "Thu, 1 Jan 1970 00:00:00 +0000"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 +0000"),
            (1_795_312_264, "Sun, 22 Nov 2026 01:51:04 +0000"), (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 +0000"),
            (-5, "Thu, 1 Jan 1970 00:00:00 +0000"), (Int64.max, "Fri, 31 Dec 9999 23:59:59 +0000"),
        ])
    func text(seconds: Int64, text: String) {
        #expect(MailDate.text(ofSecondsSince1970: seconds) == text)
    }
}
