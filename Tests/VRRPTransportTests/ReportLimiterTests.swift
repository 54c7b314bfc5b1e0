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
}
