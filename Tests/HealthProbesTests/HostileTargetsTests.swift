import Addresses
import Deadlines
import Glibc
import HealthChecker
import HealthProbes
import Polling
import Testing

/// Servers that mean harm, each with what a check of it comes to.
private final class HostileTargets {
    struct Target {
        let name: String
        let check: CheckSpecification
        /// What the reason of the verdict contains; nil: the server passes all the same.
        let reason: String?
    }

    private(set) var targets: [Target] = []
    private var servers: [LoopbackServer] = []
    private let blackHole: Int32
    private let timeout = Nanoseconds.milliseconds(1_500)

    init() throws {
        let hole = try LoopbackServer.boundSocket()
        blackHole = hole.descriptor
        // A queue that is full has the kernel drop what follows.
        guard listen(hole.descriptor, 0) == 0 else { throw SystemCallError.current("listen") }
        let plain = Bench.http("/")
        let whole = CheckKind.http(
            HTTPCheck(urls: [HTTPURL(path: "/", digest: [UInt8](repeating: 0, count: 16))]))
        let secure = CheckKind.http(HTTPCheck(urls: [HTTPURL(path: "/")], tls: HTTPCheck.TLS()))
        let mail = CheckKind.smtp(heloName: "lb1")
        let ok = "HTTP/1.0 200 OK\r\n\r\n"
        let block = String(repeating: "x", count: 65_536)

        try add("silent", plain, Serving.silence, "connected, but no answer within 1.5 s")
        try add("silent mail server", mail, Serving.silence, "within 1.5 s")
        try add("silent, over TLS", secure, Serving.silence, "within 1.5 s")
        try add("status line in drops", plain, Serving.endless("", "H", every: 50_000), "within 1.5 s")
        try add("headers in drops", plain, Serving.endless("HTTP/1.0 200 OK\r\n", "a", every: 50_000), "status 200")
        try add("greeting in drops", mail, Self.chatting("2", every: 50_000), "within 1.5 s")
        try add("headers without an end", plain, Serving.endless("HTTP/1.0 200 OK\r\n", block), "headers")
        try add("body without an end", plain, Serving.endless(ok, block), nil)
        try add("body without an end, all of it read", whole, Serving.endless(ok, block), "no complete answer")
        try add("greeting without an end", mail, Self.chatting(block), "more than 8192 bytes")
        try add("no TLS", secure, Self.chatting("\u{16}\u{3}\u{1}" + block), "TLS")
        try add("reset", plain, Serving.reset, "connection reset")
        try add("hangs up", mail, Serving.nothing, "hung up")
        targets.append(Target(name: "black hole", check: check(hole.endpoint, .tcp), reason: "no answer within 1.5 s"))
    }

    deinit {
        close(blackHole)
    }

    private func add(
        _ name: String, _ kind: CheckKind, _ serve: @escaping @Sendable (Int32) -> Void, _ reason: String?
    ) throws {
        let server = try LoopbackServer(serve: serve)
        servers.append(server)
        targets.append(Target(name: name, check: check(server.endpoint, kind), reason: reason))
    }

    private func check(_ target: Endpoint, _ kind: CheckKind) -> CheckSpecification {
        // With hardly a pause: whoever has had its time is asked again.
        Bench.check(target, kind, timeout: timeout, delayLoop: .milliseconds(100))
    }

    /// Talks without being asked.
    private static func chatting(_ text: String, every pause: UInt32 = 0) -> @Sendable (Int32) -> Void {
        { connection in
            while send(connection, text, text.utf8.count, Int32(MSG_NOSIGNAL)) > 0 {
                if pause > 0 { usleep(pause) }
            }
        }
    }
}

@Suite("Servers that mean harm", .timeLimit(.minutes(2)))
struct HostileTargetsTests {
    private static let blackHole = "black hole"

    @Test("each costs its own time and a bounded memory, and delays no other check")
    func allTogether() async throws {
        let hostile = try HostileTargets()
        let good = try LoopbackServer(serve: Serving.answer("HTTP/1.0 200 OK\r\n\r\n"))
        let bench = try Bench()
        let memory = try Self.residentMegabytes()
        let start = MonotonicClock.now
        let goodKey = Bench.check(good.endpoint, Bench.http("/"), ordinal: 7).key
        bench.loop.configure(
            hostile.targets.map(\.check) + [Bench.check(good.endpoint, Bench.http("/"), ordinal: 7)])
        var waiting = Dictionary(uniqueKeysWithValues: hostile.targets.map { ($0.check.key, $0) })
        for await notice in bench.notices where !waiting.isEmpty {
            guard let target = waiting[notice.key] else {
                #expect(notice.key == goodKey && notice.verdict == .up, "\(notice)")
                if waiting.isEmpty { break } else { continue }
            }
            // The first connections to the full queue are made; then it is one.
            if target.name == Self.blackHole, notice.verdict == .up { continue }
            #expect(notice.verdict == (target.reason == nil ? .up : .down), "\(target.name): \(notice.reason)")
            #expect(notice.reason.contains(target.reason ?? "status 200"), "\(target.name): \(notice.reason)")
            waiting[notice.key] = nil
            if waiting.isEmpty { break }
        }
        // A second for the start, the timeout, and what a busy machine adds.
        #expect(MonotonicClock.now - start < .seconds(30))

        let accepted = good.accepted
        while good.accepted < accepted + 20 { try await Task.sleep(for: .milliseconds(20)) }
        let grown = try Self.residentMegabytes() - memory
        #expect(grown < 200, "\(grown) MB")
        await bench.loop.stop()
    }

    private static func residentMegabytes() throws -> Int {
        let file = try #require(fopen("/proc/self/statm", "r"))
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 200)
        try #require(fgets(&line, Int32(line.count), file) != nil)
        let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let pages = try #require(text.split(separator: " ").dropFirst().first.flatMap { Int($0) })
        return pages * sysconf(Int32(_SC_PAGESIZE)) >> 20
    }
}
