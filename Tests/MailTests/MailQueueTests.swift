import Deadlines
import Mail
import Testing

@Suite("Mail that waits")
struct MailQueueTests {
    private let start = Instant(nanoseconds: 0)

    private func message(_ subject: String, to recipients: [String] = ["a@x", "b@x"]) throws -> MailMessage {
        MailMessage(
            from: try #require(MailAddress("lvs@x")), to: recipients.compactMap { MailAddress($0) }, subject: subject,
            body: "", at: 0, identifier: "1@x")
    }

    @Test("mail leaves in order, one at a time")
    func order() throws {
        var queue = MailQueue()
        for subject in ["1", "2"] { _ = queue.append(try message(subject), at: start) }
        #expect(queue.next(at: start)?.subject == "1")
        #expect(queue.next(at: start) == nil)
        #expect(queue.deadline == nil)
        #expect(queue.settle(.delivered(refusals: []), at: start) == [])
        #expect(queue.next(at: start)?.subject == "2")
        #expect(queue.settle(.refused("no"), at: start) == [.refused("no")])
        #expect(queue.isIdle)
    }

    @Test(
        "while the server is not there pauses grow, up to five minutes, and the order stays; after an hour mail is old")
    func failures() throws {
        var queue = MailQueue()
        for subject in ["1", "2"] { _ = queue.append(try message(subject), at: start) }
        var now = start
        var pauses: [Int64] = []
        var losses = 0
        while let deadline = queue.deadline {
            if deadline > now { pauses.append((deadline - now).wholeSeconds) }
            now = deadline
            if losses == 0 { #expect(queue.next(at: now)?.subject == "1") } else { _ = queue.next(at: now) }
            losses += queue.settle(.failed("no"), at: now).count
        }
        #expect(pauses.prefix(8) == [5, 10, 20, 40, 80, 160, 300, 300])
        #expect(losses == 2)
        #expect(now - start >= MailQueue.lifetime)
        #expect(now - start < MailQueue.lifetime + .seconds(301))
    }

    @Test("a server that is back is sent all at once")
    func back() throws {
        var queue = MailQueue()
        for subject in ["1", "2", "3"] { _ = queue.append(try message(subject), at: start) }
        _ = queue.next(at: start)
        _ = queue.settle(.failed("no"), at: start)
        #expect(queue.next(at: start + .seconds(4)) == nil)
        let later = start + .seconds(5)
        var sent: [String] = []
        while let next = queue.next(at: later) {
            sent.append(next.subject)
            _ = queue.settle(.delivered(refusals: []), at: later)
        }
        #expect(sent == ["1", "2", "3"])
    }

    @Test("another server begins without the pauses of the one before")
    func otherServer() throws {
        var queue = MailQueue()
        _ = queue.append(try message("1"), at: start)
        _ = queue.next(at: start)
        _ = queue.settle(.failed("no"), at: start)
        queue.forgetFailures()
        #expect(queue.next(at: start)?.subject == "1")
        _ = queue.settle(.failed("no"), at: start)
        #expect(queue.deadline == start + .seconds(5))
    }

    @Test("a recipient that is put off gets the mail later, alone, and nobody waits for that")
    func putOff() throws {
        var queue = MailQueue()
        for subject in ["1", "2"] { _ = queue.append(try message(subject), at: start) }
        let next = queue.next(at: start)
        let first = try #require(next)
        let later = MailOutcome.Refusal(recipient: first.recipients[1], reply: "450 wait", mayPass: true)
        let never = MailOutcome.Refusal(recipient: first.recipients[0], reply: "550 no", mayPass: false)
        #expect(queue.settle(.delivered(refusals: [never, later]), at: start) == [])
        #expect(queue.next(at: start)?.subject == "2")
        #expect(queue.settle(.delivered(refusals: []), at: start) == [])
        #expect(queue.deadline == start + .seconds(5))
        let afterwards = queue.next(at: start + .seconds(5))
        let again = try #require(afterwards)
        #expect(again.subject == "1")
        #expect(again.recipients.map(\.mailbox) == ["b@x"])
    }

    @Test("what waits alone for its recipient is left out after an hour, too")
    func putOffTooLong() throws {
        var queue = MailQueue()
        _ = queue.append(try message("1"), at: start)
        let next = queue.next(at: start)
        let refusals = try #require(next).recipients.map {
            MailOutcome.Refusal(recipient: $0, reply: "450 wait", mayPass: true)
        }
        _ = queue.settle(.delivered(refusals: refusals), at: start)
        #expect(queue.expire(at: start + .seconds(3_599)) == 0)
        #expect(queue.expire(at: start + MailQueue.lifetime) == 1)
        #expect(queue.isIdle)
        #expect(queue.next(at: start + MailQueue.lifetime) == nil)
    }

    @Test("where too much waits the oldest goes")
    func full() throws {
        var queue = MailQueue()
        var dropped = 0
        for number in 0...MailQueue.capacity where queue.append(try message("\(number)"), at: start) { dropped += 1 }
        #expect(dropped == 1)
        #expect(queue.count == MailQueue.capacity)
        #expect(queue.next(at: start)?.subject == "1")
    }
}
