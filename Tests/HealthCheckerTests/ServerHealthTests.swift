import HealthChecker
import Testing

@Suite("What several checks say together")
struct ServerHealthTests {
    private func part(_ verdict: Verdict?, alpha: Bool = false, _ reason: String = "") -> ServerHealth.Part {
        ServerHealth.Part(verdict: verdict, alpha: alpha, reason: reason)
    }

    @Test("keepalived 3.5: a server without checks is always in service")
    func noChecks() {
        let health = ServerHealth([])
        #expect(health.state == .none)
        #expect(health.isInService)
    }

    @Test("keepalived 3.5: it is up when no check has failed")
    func allPass() {
        #expect(ServerHealth([part(.up), part(.up)]).state == .up)
        let failed = ServerHealth([part(.up), part(.down, "connection refused"), part(nil)])
        #expect(failed.state == .down)
        #expect(!failed.isInService)
        #expect(failed.reason == "connection refused")
    }

    @Test("keepalived 3.5: before the first result it is in service, with alpha it is not")
    func unknown() {
        let waiting = ServerHealth([part(.up), part(nil, "first check to come")])
        #expect(waiting.state == .unknown)
        #expect(waiting.isInService)
        #expect(waiting.reason == "first check to come")
        let alpha = ServerHealth([part(nil), part(nil, alpha: true)])
        #expect(alpha.state == .unknown)
        #expect(!alpha.isInService)
        #expect(ServerHealth([part(.up, alpha: true)]).isInService)
    }
}
