import Deadlines
import HealthChecker
import Testing

/// A kept connection beside a check, and what was decided about it.
private struct KeptCourse {
    var kept: KeptConnection
    var state: CheckState
    var now = Instant.zero
    var verdicts: [Verdict] = []
    var isLeftInPeace = false

    init(retry: Int, checkRetry: Int) {
        kept = KeptConnection(KeptConnectionRule(retry: retry, mostFastRemovals: 1))
        state = CheckState(.tcp, Samples.timing(retry: checkRetry), at: .zero, spread: .zero)
    }

    mutating func check(_ result: CheckResult, chance: UInt64 = 0) {
        now = max(now, state.deadline)
        if let verdict = state.record(result, at: now, forgiving: kept.forgiving) { verdicts.append(verdict) }
        switch kept.checked(result, verdict: state.verdict, at: now, chance: chance) {
        case .nothing: isLeftInPeace = false
        case .leaveInPeace: isLeftInPeace = true
        case .check(let instant): state.hurry(at: instant)
        }
    }

    /// A check that passes and the connection after it.
    mutating func open() {
        check(.passed(""))
        begin()
        kept.opened()
        #expect(kept.isOpen)
    }

    mutating func begin() {
        let begins = kept.begin()
        #expect(begins)
    }

    /// The connection's end in the middle of the pause between two checks.
    mutating func end() {
        now = now + .seconds(2)
        if kept.ended() { state.hurry(at: now) }
    }
}

@Suite("The connection that is kept beside a check")
struct KeptConnectionTests {
    @Test("it begins within a second after a check that passes, at a point that chance chooses")
    func begins() {
        for (chance, pause) in [
            (UInt64.min, Nanoseconds.zero), (.max / 2 + 1, .milliseconds(500)), (.max, Nanoseconds(999_999_999)),
        ] {
            var course = KeptCourse(retry: 0, checkRetry: 1)
            #expect(course.kept.deadline == nil)
            course.check(.failed(""))
            #expect(course.kept.deadline == nil)
            course.check(.passed(""), chance: chance)
            #expect(course.kept.deadline == course.now + pause)
        }
    }

    @Test("a connection that is not made is tried again after the next check that passes")
    func notMade() {
        var course = KeptCourse(retry: 0, checkRetry: 1)
        course.check(.passed(""))
        course.begin()
        course.kept.closed()
        #expect(course.kept.deadline == nil)
        let begins = course.kept.begin()
        #expect(!begins)
        course.check(.passed(""))
        #expect(course.kept.deadline != nil)
    }

    @Test("its end has the check run at once, and with retry 0 the first refusal takes the server down")
    func endOfAProcess() {
        var course = KeptCourse(retry: 0, checkRetry: 3)
        course.open()
        course.end()
        #expect(course.state.deadline == course.now)
        #expect(course.verdicts == [.up])
        course.check(.refused(""))
        #expect(course.verdicts == [.up, .down])
        #expect(course.state.deadline == course.now + .seconds(10))
        #expect(course.kept.deadline == nil)
        course.check(.refused(""))
        course.check(.passed(""))
        #expect(course.verdicts == [.up, .down, .up])
        #expect(course.kept.deadline != nil)
    }

    @Test("a check that passes while a process dies is made again within milliseconds")
    func deathInSteps() {
        var course = KeptCourse(retry: 0, checkRetry: 3)
        course.open()
        course.end()
        course.check(.passed(""))
        #expect(course.state.deadline == course.now + KeptConnection.secondLook)
        course.check(.refused(""))
        #expect(course.verdicts == [.up, .down])
    }

    @Test("a connection that is refused has the check run at once, too")
    func refusedConnection() {
        var course = KeptCourse(retry: 0, checkRetry: 3)
        course.check(.passed(""))
        course.begin()
        let isToBeChecked = course.kept.refused()
        #expect(isToBeChecked)
        course.state.hurry(at: course.now)
        course.check(.refused(""))
        #expect(course.verdicts == [.up, .down])
        #expect(course.kept.deadline == nil)
    }

    @Test("connections that are refused to a server that answers are tried again, and are no ends of idle ones")
    func refusedAgain() {
        var course = KeptCourse(retry: 0, checkRetry: 3)
        course.check(.passed(""))
        for _ in 0..<5 {
            course.begin()
            let isToBeChecked = course.kept.refused()
            #expect(isToBeChecked)
            course.check(.passed(""))
            #expect(!course.isLeftInPeace)
            // Not at once: the server would be asked without a pause.
            #expect(course.kept.deadline == nil)
            course.check(.passed(""))
            #expect(course.kept.deadline != nil)
        }
        #expect(course.verdicts == [.up])
    }

    @Test("its end alone takes no server down, and neither does a check that fails otherwise")
    func onlyRefusals() {
        var course = KeptCourse(retry: 0, checkRetry: 1)
        course.open()
        course.end()
        course.check(.failed("no answer"))
        #expect(course.verdicts == [.up])
        #expect(course.kept.forgiving == nil)
        course.check(.refused(""))
        #expect(course.verdicts == [.up, .down])
    }

    @Test("an attempt that cannot be made decides nothing")
    func localFailures() {
        var course = KeptCourse(retry: 0, checkRetry: 1)
        course.open()
        course.end()
        course.check(.local(""))
        #expect(course.kept.forgiving == 0)
        course.check(.refused(""))
        #expect(course.verdicts == [.up, .down])
    }

    @Test("a restart that is over within the retries stays unseen, and the next connection is kept")
    func restart() {
        var course = KeptCourse(retry: 2, checkRetry: 2)
        for _ in 0..<5 {
            course.open()
            course.end()
            course.check(.refused(""))
            #expect(course.state.deadline == course.now + .seconds(3))
            course.check(.refused(""))
            course.check(.passed(""))
            #expect(!course.isLeftInPeace)
        }
        #expect(course.verdicts == [.up])
    }

    @Test("the check's own retry goes before one that is larger")
    func largerRetry() {
        var course = KeptCourse(retry: 5, checkRetry: 1)
        course.open()
        course.end()
        course.check(.refused(""))
        course.check(.refused(""))
        #expect(course.verdicts == [.up, .down])
    }

    @Test("a server that closes idle connections twice although it answers is left in peace for good")
    func leftInPeace() {
        var course = KeptCourse(retry: 0, checkRetry: 1)
        course.open()
        course.end()
        course.check(.passed(""))
        course.check(.passed(""))
        #expect(!course.isLeftInPeace)
        course.begin()
        course.kept.opened()
        course.end()
        course.check(.passed(""))
        #expect(!course.isLeftInPeace)
        course.check(.passed(""))
        #expect(course.isLeftInPeace)
        #expect(course.kept.isLeftInPeace)
        course.check(.passed(""))
        #expect(!course.isLeftInPeace)
        #expect(course.kept.deadline == nil)
        #expect(course.verdicts == [.up])
    }

    @Test("a fast removal that is not granted counts as far as the check's own retry forgives it")
    func takenBack() {
        for (checkRetry, failures) in [(0, 1), (1, 1), (3, 3)] {
            var course = KeptCourse(retry: 0, checkRetry: checkRetry)
            course.open()
            course.end()
            course.check(.refused(""))
            #expect(course.state.verdict == .down)
            course.state.takeBack(refusals: 1, at: course.now)
            #expect(course.state.verdict == .up)
            #expect(course.state.deadline == course.now + .seconds(3))
            course.verdicts = []
            for _ in 0..<failures {
                #expect(course.verdicts == [])
                course.check(.refused(""))
            }
            #expect(course.verdicts == [.down])
        }
    }

    @Test("whatever happens in whatever order, a connection is kept only for a server that is up", arguments: 0..<64)
    func randomCourses(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var course = KeptCourse(retry: Int.random(in: 0...2, using: &generator), checkRetry: 2)
        for _ in 0..<300 {
            switch Int.random(in: 0..<9, using: &generator) {
            case 0, 1, 2: course.check(.passed(""), chance: generator.next())
            case 3: course.check(.failed(""))
            case 4: course.check(.refused(""))
            case 5: course.check(.local(""))
            case 6: if course.kept.begin() { course.kept.opened() }
            case 7: course.end()
            default: course.kept.closed()
            }
            if course.state.verdict != .up {
                #expect(!course.kept.isOpen)
                #expect(course.kept.deadline == nil)
            }
            if let deadline = course.kept.deadline { #expect(deadline - course.now < .seconds(1)) }
        }
    }

    @Test("so many servers leave within any second, and no more")
    func pace() {
        var pace = FastRemovalPace()
        let takes: [(most: Int, at: Int64, isTaken: Bool)] = [
            (2, 0, true), (2, 900, true), (2, 999, false), (2, 1_000, true), (2, 1_899, false),
            (2, 1_900, true), (0, 10_000, false),
        ]
        for take in takes {
            let isTaken = pace.take(take.most, at: .zero + .milliseconds(take.at))
            #expect(isTaken == take.isTaken, "\(take)")
        }
    }
}
