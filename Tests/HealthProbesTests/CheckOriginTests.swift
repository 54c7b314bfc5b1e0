import Addresses
import Deadlines
import Glibc
import HealthChecker
import HealthProbes
import Testing

@Suite("What checks leave with", .timeLimit(.minutes(2)))
struct CheckOriginTests {
    /// What a server saw: the port that each connection came from.
    private static func peerPort(of descriptor: Int32) -> UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(descriptor, $0, &length) }
        }
        return result == 0 ? UInt16(bigEndian: address.sin_port) : 0
    }

    /// A port that nobody listens on a moment ago.
    private func freePort() throws -> UInt16 {
        let (descriptor, endpoint) = try LoopbackServer.boundSocket()
        close(descriptor)
        return endpoint.port
    }

    private func check(_ target: Endpoint, _ kind: CheckKind, _ origin: CheckOrigin) -> CheckSpecification {
        let plain = Bench.check(target, kind)
        return CheckSpecification(
            key: plain.key, kind: kind, target: target, origin: origin, timing: plain.timing)
    }

    @Test(
        "bind_port is the port of every attempt, also right after the last one",
        arguments: [CheckKind.tcp, Bench.http("/")])
    func port(kind: CheckKind) async throws {
        let seen = Record()
        let server = try LoopbackServer { descriptor in
            seen.append("\(Self.peerPort(of: descriptor))")
            Serving.answer("HTTP/1.0 200 OK\r\n\r\n")(descriptor)
        }
        defer { server.stop() }
        let port = try freePort()
        let bench = try Bench()
        bench.loop.configure([check(server.endpoint, kind, CheckOrigin(port: port))])
        #expect(await bench.next()?.verdict == .up)
        while seen.all.count < 3 { try await Task.sleep(for: .milliseconds(10)) }
        // A connection that was reset has no peer any more.
        #expect(Set(seen.all).isSubset(of: ["\(port)", "0"]))
        #expect(kind == .tcp || seen.all.contains("\(port)"))
        #expect(await bench.loop.snapshot().map(\.state) == [.up])
        await bench.loop.stop()
    }

    @Test("bind_if is where the packets go, and one that is not there says nothing about the server")
    func interface() async throws {
        let server = try LoopbackServer(serve: Serving.answer("HTTP/1.0 200 OK\r\n\r\n"))
        defer { server.stop() }
        for kind in [CheckKind.tcp, Bench.http("/")] {
            let loopback = CheckOrigin(interface: InterfaceName("lo"))
            #expect(try await Bench.firstNotice(check(server.endpoint, kind, loopback))?.verdict == .up)
            let bench = try Bench()
            bench.loop.configure([check(server.endpoint, kind, CheckOrigin(interface: InterfaceName("nosuch0")))])
            let snapshot = try await bench.snapshot { $0.lastResult != nil }
            #expect(snapshot.state == .unknown)
            #expect(snapshot.lastResult?.text.contains("there is no interface nosuch0") == true)
            await bench.loop.stop()
        }
    }

    @Test("a mark is set where this process may set one, else the check says nothing about the server")
    func mark() async throws {
        let server = try LoopbackServer(serve: Serving.answer("HTTP/1.0 200 OK\r\n\r\n"))
        defer { server.stop() }
        for kind in [CheckKind.tcp, Bench.http("/")] {
            let bench = try Bench()
            bench.loop.configure([check(server.endpoint, kind, CheckOrigin(mark: 0x8000_0007))])
            let snapshot = try await bench.snapshot { $0.lastResult != nil }
            #expect(snapshot.state == (geteuid() == 0 ? .up : .unknown))
            await bench.loop.stop()
        }
    }
}
