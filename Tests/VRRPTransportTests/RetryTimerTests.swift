import Deadlines
import Testing
import VRRPTransport

@Suite struct RetryTimerTests {
    private func takes(_ timer: inout RetryTimer, _ now: Instant) -> Bool { timer.takeDue(at: now) }

    @Test("a failure plans one attempt; more failures do not put it off")
    func plans() {
        var timer = RetryTimer(every: .seconds(5))
        #expect(timer.deadline == nil)
        #expect(!takes(&timer, .distantFuture))
        timer.start(at: Samples.start)
        timer.start(at: Samples.start + .seconds(4))
        #expect(timer.deadline == Samples.start + .seconds(5))
        #expect(!takes(&timer, Samples.start + .milliseconds(4999)))
        #expect(takes(&timer, Samples.start + .seconds(5)))
        #expect(timer.deadline == nil)
    }

    @Test("an attempt that fails plans the next one")
    func repeats() {
        var timer = RetryTimer(every: .seconds(5))
        for second in stride(from: Int64(0), to: 20, by: 5) {
            timer.start(at: Samples.start + .seconds(second))
            #expect(takes(&timer, Samples.start + .seconds(second + 5)))
        }
    }
}
