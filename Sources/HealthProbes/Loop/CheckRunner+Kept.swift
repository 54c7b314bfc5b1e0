import CLinux
import Deadlines
import HealthChecker
import Polling

// Kept connections.
extension CheckRunner {
    /// Marks the tokens of kept connections' sockets; checks are never so many.
    private static let keptMark: UInt64 = 1 << 62

    /// When the kernel asks a silent server whether it is there, in seconds, and how often before it gives up.
    private static let keepAlive = (idle: Int32(10), interval: Int32(2), count: Int32(3))

    /// The check that a kept connection's token belongs to; nil for a token of another kind.
    static func idOfKept(_ token: UInt64) -> UInt64? {
        token & keptMark == 0 ? nil : token & ~keptMark
    }

    /// Begins the kept connections that are due, and gives those up that take too long.
    func startKept() {
        let now = MonotonicClock.now
        while let id = keeps.popDue(at: now) {
            guard let check = checks[id] else { continue }
            if check.kept?.begin() == true, slots.mayKeep, !check.isPaused {
                beginKept(check, at: now)
            } else {
                dropKept(check)
            }
        }
    }

    private func beginKept(_ check: RunningCheck, at now: Instant) {
        let specification = check.specification
        // The check's own port is the check's: two connections to one target cannot have it.
        let origin = specification.origin.fromAnyPort
        let socket: TCPProbe
        switch TCPProbe.start(to: specification.target, from: specification.bindTo, as: origin) {
        case .finished: return dropKept(check)
        case .connecting(let probe): socket = probe
        }
        do {
            try poller.add(socket.descriptor, token: check.id | Self.keptMark, interest: .writable)
        } catch {
            // It is tried again after the next check.
            return dropKept(check)
        }
        slots.keep()
        check.keptSocket = socket
        keeps.set(check.id, to: now + max(specification.timing.connectTimeout, RetryRule.shortestPause))
    }

    /// Looks at a kept connection that was made, was not, or has ended.
    func proceedKept(_ id: UInt64) {
        guard let check = checks[id], let socket = check.keptSocket else { return }
        guard check.kept?.isOpen == true else {
            return openKept(check, socket)
        }
        let isToBeChecked = check.kept?.ended() == true
        closeKept(check)
        if isToBeChecked { checkAtOnce(check) }
    }

    private func checkAtOnce(_ check: RunningCheck) {
        if check.isProbing {
            check.runsAgain = true
        } else {
            check.state.hurry(at: MonotonicClock.now)
            starts.set(check.id, to: check.state.deadline)
        }
    }

    private func openKept(_ check: RunningCheck, _ socket: TCPProbe) {
        keeps.set(check.id, to: nil)
        let (idle, interval, count) = Self.keepAlive
        let result = socket.result()
        if case .refused = result, check.kept?.refused() == true {
            closeKept(check)
            return checkAtOnce(check)
        }
        guard case .passed = result, clinux_keep_alive(socket.descriptor, idle, interval, count) == 0
        else { return dropKept(check) }
        do {
            try poller.modify(socket.descriptor, token: check.id | Self.keptMark, interest: .ended)
            check.kept?.opened()
        } catch {
            dropKept(check)
        }
    }

    /// Lets the result of a check decide about the connection beside it.
    func followKept(_ check: RunningCheck, _ result: CheckResult, at now: Instant) {
        defer { check.runsAgain = false }
        switch result {
        case .refused:
            break
        case .passed, .weighed, .failed, .local:
            // It began before the connection ended; what it found may be from before, too.
            guard !check.runsAgain else { return check.state.hurry(at: now) }
        }
        let chance = UInt64.random(in: .min ... .max)
        switch check.kept?.checked(result, verdict: check.state.verdict, at: now, chance: chance) {
        case .leaveInPeace: onLeftInPeace(check.specification.key)
        case .check(let instant): check.state.hurry(at: instant)
        case .nothing, nil: break
        }
        if check.kept?.isOpen != true, check.state.verdict != .up { closeKept(check) }
        if let deadline = check.kept?.deadline { keeps.set(check.id, to: deadline) }
    }

    /// Takes a fast removal back that the service did not consent to.
    func takeBack(_ notice: CheckNotice) {
        let now = MonotonicClock.now
        guard let id = ids[notice.key], let check = checks[id] else { return }
        let wasToldAgain = check.notice?.isFast == false
        guard check.takeBack(notice, at: now) else { return }
        // Told again by a reload it was taken, for then nobody is asked.
        if wasToldAgain, let standing = check.notice { onNotice(standing) }
        if !check.isProbing, !check.isPaused { starts.set(id, to: check.state.deadline) }
    }

    /// Closes the connection, or gives up to make it, without a word about the server.
    func dropKept(_ check: RunningCheck) {
        keeps.set(check.id, to: nil)
        check.kept?.closed()
        closeKept(check)
    }

    private func closeKept(_ check: RunningCheck) {
        guard let socket = check.keptSocket else { return }
        poller.remove(socket.descriptor)
        check.keptSocket = nil
        slots.giveUp()
    }
}
