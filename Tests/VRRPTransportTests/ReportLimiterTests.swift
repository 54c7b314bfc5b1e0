import Deadlines
import Testing
import VRRPTransport

@Suite struct ReportLimiterTests {
    @Test("VR-39: reports of a kind are limited to one a minute, whoever caused them, and those left out are counted")
    func limits() {
        var limiter = ReportLimiter()
        #expect(limiter.admit("checksum", at: Samples.start) == 0)
        for second in 1..<60 {
            #expect(limiter.admit("checksum", at: Samples.start + .seconds(Int64(second))) == nil)
        }
        #expect(limiter.admit("ttl", at: Samples.start + .seconds(30)) == 0)
        #expect(limiter.admit("checksum", at: Samples.start + .seconds(60)) == 59)
        #expect(limiter.admit("checksum", at: Samples.start + .seconds(61)) == nil)
    }

    @Test("VR-39: however many routers and reasons there are, few lines come in a second")
    func budget() {
        var limiters = [ReportLimiter](repeating: ReportLimiter(), count: 255)
        var budget = ReportBudget()
        var lines = 0
        for millisecond in 0..<10_000 {
            let now = Samples.start + .milliseconds(Int64(millisecond))
            for index in limiters.indices where limiters[index].admit("ttl", at: now, within: &budget) != nil {
                lines += 1
            }
        }
        #expect(lines == 50)
    }

    @Test("a report that found the budget used up is let through later, with the number left out")
    func later() {
        var limiter = ReportLimiter()
        var budget = ReportBudget()
        while budget.take(at: Samples.start) {}
        #expect(limiter.admit("ttl", at: Samples.start, within: &budget) == nil)
        #expect(limiter.admit("ttl", at: Samples.start, within: &budget) == nil)
        #expect(limiter.admit("ttl", at: Samples.start + .seconds(1), within: &budget) == 2)
    }
}
