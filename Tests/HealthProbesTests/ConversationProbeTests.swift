import Addresses
import Deadlines
import Glibc
import HealthChecker
import Polling
import Testing

/// A UDP socket on 127.0.0.1 that answers each datagram as a test asks, on a thread of its own.
private final class LoopbackAnswerer: Sendable {
    let endpoint: Endpoint
    private let descriptor: Int32

    init(answer: @escaping @Sendable ([UInt8]) -> [UInt8]?) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { any in
                bind(descriptor, any, length) == 0 && getsockname(descriptor, any, &length) == 0
            }
        }
        guard descriptor >= 0, isBound else { throw SystemCallError.current("bind") }
        self.descriptor = descriptor
        endpoint = Endpoint(.v4(IPv4Address(127, 0, 0, 1)), port: UInt16(bigEndian: address.sin_port))
        try NamedThread.start("test answerer") {
            var peer = sockaddr_storage()
            while true {
                var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
                var bytes = [UInt8](repeating: 0, count: 2_048)
                let count = withUnsafeMutablePointer(to: &peer) { pointer in
                    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        recvfrom(descriptor, &bytes, bytes.count, 0, $0, &size)
                    }
                }
                guard count > 0 else { break }
                guard let said = answer(Array(bytes[..<count])) else { continue }
                withUnsafePointer(to: &peer) { pointer in
                    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        _ = sendto(descriptor, said, said.count, 0, $0, size)
                    }
                }
            }
            close(descriptor)
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }
}

@Suite("Checks that talk, against real sockets", .timeLimit(.minutes(2)))
struct ConversationProbeTests {
    private func smtp(_ lines: [String]) throws -> LoopbackServer {
        try LoopbackServer { connection in
            var asked = [UInt8](repeating: 0, count: 512)
            for line in lines {
                _ = send(connection, line, line.utf8.count, Int32(MSG_NOSIGNAL))
                guard recv(connection, &asked, asked.count, 0) > 0 else { return }
            }
        }
    }

    @Test("SMTP_CHECK: a mail server passes; one that is out of service, or hangs up, says so")
    func mail() async throws {
        let kind = CheckKind.smtp(heloName: "lb1")
        let good = try smtp(["220 mx\r\n", "250 hello\r\n"])
        #expect(try await Bench.firstNotice(Bench.check(good.endpoint, kind))?.reason == "answered HELO")
        let bad = try smtp(["421 full\r\n"])
        let notice = try await Bench.firstNotice(Bench.check(bad.endpoint, kind))
        #expect(notice?.verdict == .down)
        #expect(notice?.reason == "it greeted with '421 full', not 220")
        let closing = try LoopbackServer(serve: Serving.nothing)
        #expect(
            try await Bench.firstNotice(Bench.check(closing.endpoint, kind))?.reason
                == "it hung up before it answered its greeting")
    }

    @Test("SMTP_CHECK: a server that accepts and says nothing costs the check's own time")
    func silentMail() async throws {
        let server = try LoopbackServer(serve: Serving.silence)
        let check = Bench.check(server.endpoint, .smtp(heloName: "lb1"), timeout: .milliseconds(300))
        #expect(try await Bench.firstNotice(check)?.reason == "no answer to its greeting within 0.3 s")
    }

    @Test("DNS_CHECK: a name server passes, one that refuses does not, and a closed port is refused")
    func names() async throws {
        let kind = CheckKind.dns(.root(.soa))
        let good = try LoopbackAnswerer { query in Array(query[..<2]) + [0x84, 0] + query[4...] }
        #expect(try await Bench.firstNotice(Bench.check(good.endpoint, kind))?.verdict == .up)
        let bad = try LoopbackAnswerer { query in Array(query[..<2]) + [0x84, 5] + query[4...] }
        #expect(
            try await Bench.firstNotice(Bench.check(bad.endpoint, kind))?.reason == "answered with refused (rcode 5)")
        let closed = Endpoint(.v4(IPv4Address(127, 0, 0, 1)), port: 1)
        #expect(try await Bench.firstNotice(Bench.check(closed, kind))?.reason == "connection refused")
    }

    @Test("UDP_CHECK: what is sent comes back, nothing is no error, and a closed port is")
    func datagrams() async throws {
        func kind(_ requires: Bool) -> CheckKind {
            .udp(
                UDPCheck(
                    payload: [1, 2, 3], requiresReply: requires,
                    reply: BytePattern(values: [1, 2, 3], masks: [0xFF, 0xFF, 0xFF]), lengths: 3...3))
        }
        let echo = try LoopbackAnswerer { $0 }
        #expect(try await Bench.firstNotice(Bench.check(echo.endpoint, kind(true)))?.reason == "answered")
        let silent = try LoopbackAnswerer { _ in nil }
        let quick = Bench.check(silent.endpoint, kind(false), timeout: .milliseconds(200))
        #expect(try await Bench.firstNotice(quick)?.reason == "no error within 0.2 s")
        let strict = Bench.check(silent.endpoint, kind(true), timeout: .milliseconds(200))
        #expect(try await Bench.firstNotice(strict)?.reason == "no reply within 0.2 s")
        let closed = Endpoint(.v4(IPv4Address(127, 0, 0, 1)), port: 1)
        #expect(try await Bench.firstNotice(Bench.check(closed, kind(false)))?.verdict == .down)
    }

    @Test("PING_CHECK: this host answers, over both families", .enabled(if: geteuid() == 0))
    func ping() async throws {
        for address in ["127.0.0.1", "::1"] {
            let target = Endpoint(try #require(IPAddress(address)), port: 0)
            let notice = try await Bench.firstNotice(Bench.check(target, .ping))
            #expect(notice?.reason == "answered", "\(address)")
        }
    }
}
