import Deadlines
import HealthChecker
import Testing

@Suite("The retry rule over time")
struct CheckStateTests {
    @Test("keepalived 3.3: the first check runs 1 s plus the spread after it was configured")
    func firstCheck() {
        let state = CheckState(.tcp, Samples.timing(), at: Samples.seconds(100), spread: .milliseconds(2_500))
        #expect(state.deadline == Instant(nanoseconds: 103_500_000_000))
        #expect(state.verdict == nil)
    }

    @Test("keepalived 3.3: one failure is enough before the first success, whatever retry says")
    func firstFailure() {
        var course = Course(.tcp, Samples.timing(retry: 5))
        course.run("-")
        #expect(course.verdicts == ["down 1"])
        #expect(course.state.deadline == Samples.seconds(11))
    }

    @Test("the first success is a verdict")
    func firstSuccess() {
        var course = Course(.tcp, Samples.timing())
        course.run("++")
        #expect(course.verdicts == ["up 1"])
        #expect(course.starts == [1, 11])
    }

    @Test(
        "keepalived 3.4: a server that was up goes down on failure number retry + 1, delay_before_retry apart",
        arguments: [
            (0, "+-", ["up 1", "down 11"], [1, 11]),
            (1, "+--", ["up 1", "down 14"], [1, 11, 14]),
            (3, "+----", ["up 1", "down 20"], [1, 11, 14, 17, 20]),
        ] as [(Int, String, [String], [Int64])])
    func retries(retry: Int, results: String, verdicts: [String], starts: [Int64]) {
        var course = Course(.tcp, Samples.timing(retry: retry))
        course.run(results)
        #expect(course.verdicts == verdicts)
        #expect(course.starts == starts)
    }

    @Test("one failure fewer than retry + 1 changes nothing, and a success forgets them")
    func forgiven() {
        var course = Course(.tcp, Samples.timing(retry: 2))
        course.run("+--")
        #expect(course.state.attempt == 2)
        course.run("+--+")
        #expect(course.verdicts == ["up 1"])
        #expect(course.starts == [1, 11, 14, 17, 27, 30, 33])
        #expect(course.state.attempt == 0)
    }

    @Test("F38: a target that fails every other check stays up with retry 1 and flaps with retry 0")
    func flapping() {
        var patient = Course(.tcp, Samples.timing(retry: 1))
        patient.run("+-+-+-+-")
        #expect(patient.verdicts == ["up 1"])
        var strict = Course(.tcp, Samples.timing(retry: 0))
        strict.run("+-+-")
        #expect(strict.verdicts == ["up 1", "down 11", "up 21", "down 31"])
    }

    @Test("keepalived 3.4: a server that is down is polled at delay_loop and comes up on the first success")
    func recovery() {
        var course = Course(.tcp, Samples.timing(retry: 1))
        course.run("+-----+")
        #expect(course.verdicts == ["up 1", "down 14", "up 54"])
        #expect(course.starts == [1, 11, 14, 24, 34, 44, 54])
    }

    @Test("keepalived 3.4: an HTTP check that is down is polled at the larger of delay_loop and delay_before_retry")
    func recoveryHTTP() {
        let timing = Samples.timing(delayLoop: .seconds(2), delayBeforeRetry: .seconds(7), retry: 1)
        var course = Course(Samples.http(["/"]), timing)
        course.run("+---+")
        #expect(course.starts == [1, 3, 10, 17, 24])
        #expect(course.verdicts == ["up 1", "down 10", "up 24"])
        var tcp = Course(.tcp, timing)
        tcp.run("+---+")
        #expect(tcp.starts == [1, 3, 10, 12, 14])
    }

    @Test(
        "keepalived 3.7: URLs are asked in order with delay_loop between them, and all must pass for the first verdict")
    func severalURLs() {
        var course = Course(Samples.http(["/a", "/b", "/c"]), Samples.timing())
        course.run("++++")
        #expect(course.steps == [0, 1, 2, 0])
        #expect(course.starts == [1, 11, 21, 31])
        #expect(course.verdicts == ["up 21"])
    }

    @Test("keepalived 3.7: a URL that failed must pass, then all of them again")
    func failedURL() {
        var course = Course(Samples.http(["/a", "/b"]), Samples.timing(retry: 0))
        course.run("++" + "+-" + "-+" + "++")
        #expect(course.steps == [0, 1, 0, 1, 1, 1, 0, 1])
        #expect(course.verdicts == ["up 11", "down 31", "up 71"])
    }

    @Test("a retry asks the URL that failed")
    func retryAsksTheSame() {
        var course = Course(Samples.http(["/a", "/b"]), Samples.timing(retry: 2))
        course.run("++" + "+--+")
        #expect(course.steps == [0, 1, 0, 1, 1, 1])
        #expect(course.verdicts == ["up 11"])
    }

    @Test("fast_recovery asks the URLs of a server that is not up without a pause")
    func fastRecovery() {
        var course = Course(Samples.http(["/a", "/b"], fastRecovery: true), Samples.timing(retry: 0))
        course.run("++" + "++" + "-" + "+++")
        #expect(course.starts == [1, 1, 11, 21, 31, 41, 41, 41])
        #expect(course.verdicts == ["up 1", "down 31", "up 41"])
    }

    @Test("F33: an attempt that could not be made leaves the verdict and the count as they were")
    func localFailures() {
        var course = Course(.tcp, Samples.timing(retry: 1))
        course.run("!!+")
        #expect(course.verdicts == ["up 21"])
        course.run("-!!!")
        #expect(course.state.verdict == .up)
        #expect(course.state.attempt == 1)
        course.run("-!")
        #expect(course.verdicts == ["up 21", "down 64"])
        #expect(course.state.verdict == .down)
    }

    @Test("new timing keeps what was found and does not postpone the next attempt")
    func retimed() {
        var course = Course(.tcp, Samples.timing(delayLoop: .seconds(60)))
        course.run("-")
        func retimed(_ seconds: Int64, at now: Int64 = 10) -> CheckState {
            let spread = Nanoseconds.seconds(seconds) / 5
            return course.state.retimed(
                .tcp, Samples.timing(delayLoop: .seconds(seconds)), at: Samples.seconds(now), spread: spread)
        }
        #expect(retimed(5).verdict == .down)
        #expect(retimed(5).deadline == Samples.seconds(11))
        #expect(retimed(5, at: 56).deadline == Samples.seconds(61))
        #expect(retimed(600).deadline == Samples.seconds(61))
    }

    @Test("many checks that a reload hurries lie as far apart as their new pause lets them")
    func retimedTogether() {
        let (schedule, pause) = (SpreadSchedule(seed: 3), Nanoseconds.seconds(5))
        var perSecond = Array(repeating: 0, count: 6)
        for number in 0..<1_000 {
            let key = CheckKey(service: "TCP 192.0.2.1:80", realServer: "10.0.0.1:\(number)", ordinal: 0)
            let timing = Samples.timing(delayLoop: .seconds(60), warmup: .seconds(60))
            let state = CheckState(.tcp, timing, at: .zero, spread: schedule.spread(of: key, over: .seconds(60)))
            let hurried = state.retimed(
                .tcp, Samples.timing(delayLoop: pause), at: Samples.seconds(1),
                spread: schedule.spread(of: key, over: pause))
            perSecond[Int((hurried.deadline - Samples.seconds(1)).wholeSeconds)] += 1
        }
        #expect(perSecond[0..<5].allSatisfy { (100...400).contains($0) }, "\(perSecond)")
        #expect(perSecond[5] == 0)
    }

    @Test("a check that has paused for longer than its pause runs spread, and one that has not when it was due")
    func resumed() {
        var course = Course(.tcp, Samples.timing(delayLoop: .seconds(10)))
        course.run("+")
        var late = course.state
        late.resume(at: Samples.seconds(100), spread: .seconds(3))
        #expect(late.deadline == Samples.seconds(103))
        #expect(late.verdict == .up)
        var soon = course.state
        soon.resume(at: Samples.seconds(5), spread: .seconds(3))
        #expect(soon.deadline == Samples.seconds(11))
    }

    @Test("no timing, however absurd, traps or makes a check run without a pause")
    func absurdTimings() {
        let numbers: [Int64] = [.min, -1, 0, 1, .max]
        for delay in numbers {
            for retry in [Int.min, -1, 0, Int.max] {
                let timing = CheckTiming(
                    delayLoop: Nanoseconds(delay), connectTimeout: Nanoseconds(delay),
                    delayBeforeRetry: Nanoseconds(delay), warmup: Nanoseconds(delay), retry: retry, alpha: false)
                var state = CheckState(.tcp, timing, at: .zero, spread: Nanoseconds(delay))
                for result in [CheckResult.passed(""), .failed(""), .local(""), .failed(""), .passed("")] {
                    let now = state.deadline
                    _ = state.record(result, at: now)
                    #expect(state.deadline > now || now == .distantFuture)
                }
            }
        }
    }

    @Test("over random results the verdict changes only by the rule", arguments: 0..<64 as Range<UInt64>)
    func randomResults(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let retry = Int.random(in: 0...4, using: &generator)
        var state = CheckState(.tcp, Samples.timing(retry: retry), at: .zero, spread: .zero)
        var expected: Verdict?
        var failures = 0
        for _ in 0..<500 {
            let now = state.deadline
            let before = expected
            let pause: Nanoseconds
            switch Int.random(in: 0..<5, using: &generator) {
            case 0, 1:
                failures = 0
                expected = .up
                #expect(state.record(.passed(""), at: now) == (before == .up ? nil : .up))
                pause = .seconds(10)
            case 2, 3:
                failures += 1
                let goesDown = before == nil || before == .up && failures == retry + 1
                if goesDown { expected = .down }
                #expect(state.record(.failed(""), at: now) == (goesDown ? .down : nil))
                pause = expected == .down ? .seconds(10) : .seconds(3)
            default:
                #expect(state.record(.local(""), at: now) == nil)
                pause = .seconds(10)
            }
            #expect(state.verdict == expected)
            #expect(state.deadline == now + pause)
        }
    }
}
