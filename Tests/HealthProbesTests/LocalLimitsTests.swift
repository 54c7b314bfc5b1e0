import Deadlines
import Glibc
import HealthChecker
import HealthProbes
import Testing

@Suite("What this host itself lacks")
struct LocalLimitsTests {
    @Test("F33: errors of this host are no verdict, errors of the server are")
    func errnos() {
        for errno in [EMFILE, ENFILE, EADDRNOTAVAIL, EADDRINUSE, EACCES, EPERM, ENOBUFS, ENOMEM, EAGAIN] {
            guard case .local(let text) = ConnectFailure.result(errno: errno, .atOnce) else {
                Issue.record("errno \(errno) counts against the server")
                continue
            }
            #expect(text.hasPrefix("not checked: "))
        }
        for errno in [ECONNREFUSED, ECONNRESET, EPIPE] {
            guard case .refused(let text) = ConnectFailure.result(errno: errno, .atOnce) else {
                Issue.record("errno \(errno) is no refusal")
                continue
            }
            #expect(!text.isEmpty)
        }
        for errno in [EHOSTUNREACH, ENETUNREACH, ETIMEDOUT, EINVAL, 9_999] {
            guard case .failed(let text) = ConnectFailure.result(errno: errno, .atOnce) else {
                Issue.record("errno \(errno) does not count against the server")
                continue
            }
            #expect(!text.isEmpty)
        }
    }

    @Test("a refusal that comes later is the network's, and one that comes at once is this host's")
    func refusals() {
        for errno in [EACCES, EPERM] {
            #expect(ConnectFailure.result(errno: errno, .later) == .failed("administratively prohibited"))
            guard case .local = ConnectFailure.result(errno: errno, .atOnce) else {
                Issue.record("errno \(errno) at once counts against the server")
                continue
            }
        }
        for errno in [ECONNREFUSED, EHOSTUNREACH, ETIMEDOUT, EMFILE, EADDRNOTAVAIL, ENOBUFS] {
            #expect(ConnectFailure.result(errno: errno, .later) == ConnectFailure.result(errno: errno, .atOnce))
        }
    }

    @Test("F32: checks use half of the descriptors at most, and at least 16")
    func slots() {
        #expect(ProbeSlots(descriptorLimit: 64).capacity == 32)
        #expect(ProbeSlots(descriptorLimit: 1_024).capacity == 512)
        #expect(ProbeSlots(descriptorLimit: 0).capacity == 16)
        var slots = ProbeSlots(descriptorLimit: 32)
        for _ in 0..<16 {
            #expect(slots.isFree)
            slots.take()
        }
        #expect(!slots.isFree)
        slots.giveBack()
        #expect(slots.isFree)
        #expect(ProbeSlots().capacity >= 16)
    }

    @Test("the limit of open files for some checks lets all of them run at once, with their kept connections")
    func neededDescriptors() {
        for (checks, kept) in [(0, 0), (10, 10), (10_000, 0), (10_000, 10_000), (100_000, 50_000)] {
            var slots = ProbeSlots(descriptorLimit: ProbeSlots.descriptors(forChecks: checks, keeping: kept))
            #expect(slots.capacity >= checks)
            for _ in 0..<kept {
                #expect(slots.mayKeep)
                slots.keep()
            }
        }
    }

    @Test("the limit of open files is raised, never lowered")
    func raisedLimit() {
        let before = DescriptorLimit.now
        #expect(DescriptorLimit.raise(to: 0) == before)
        #expect(DescriptorLimit.raise(to: before + 1) >= before)
    }

    @Test("attempts that cannot be made are logged once in 10 s, with the number of those left out")
    func complaints() {
        var log = LocalFailureLog()
        #expect(log.line(for: "no port", at: .zero) == "no port")
        for _ in 0..<1_000 { #expect(log.line(for: "no port", at: .zero + .seconds(9)) == nil) }
        #expect(
            log.line(for: "no port", at: .zero + .seconds(10))
                == "no port (and 1000 more since the last such line)")
        #expect(log.line(for: "no port", at: .zero + .seconds(20)) == "no port")
    }
}
