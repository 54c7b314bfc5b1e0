import Addresses
import Deadlines
import HealthChecker
import HealthProbes
import Testing

@Suite(
    "Connections that somebody forbids", .serialized, .enabled(if: ProhibitedNetwork.isPossible),
    .timeLimit(.minutes(2)))
struct ProhibitedTests {
    /// What the first attempt of each check found, with the check's state after it.
    private func outcomes(of targets: [IPAddress]) async throws -> [(state: CheckSnapshot.State, text: String)] {
        let network = try ProhibitedNetwork()
        let bench = try await network.onHost { try Bench() }
        bench.loop.configure(
            targets.flatMap { target in
                [CheckKind.tcp, Bench.http("/")].enumerated().map { ordinal, kind in
                    Bench.check(Endpoint(target, port: 80), kind, delayLoop: .seconds(60), ordinal: ordinal)
                }
            })
        while true {
            let snapshots = await bench.loop.snapshot()
            let results = snapshots.compactMap { snapshot in snapshot.lastResult.map { (snapshot.state, $0.text) } }
            if results.count == targets.count * 2 {
                await bench.loop.stop()
                return results
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    @Test("ICMPv6 that the server is administratively prohibited counts against the server, for TCP and HTTP")
    func byRouter() async throws {
        for (state, text) in try await outcomes(of: ProhibitedNetwork.forbiddenByRouter) {
            #expect(state == .down)
            #expect(text.hasSuffix("administratively prohibited"))
        }
    }

    @Test("what this host's own routes forbid is no verdict on the server, for TCP and HTTP")
    func byHost() async throws {
        for (state, text) in try await outcomes(of: ProhibitedNetwork.forbiddenByHost) {
            #expect(state == .unknown)
            #expect(text.contains("not checked: this host's own rules forbid the connection"))
        }
    }
}
