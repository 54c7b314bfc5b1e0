import Deadlines
import Testing
import VRRPEngine
import VRRPRecording
import VRRPTransport

@Suite("What the VRRP thread leaves for a recording")
struct VRRPRecorderTests {
    private let recorder = VRRPRecorder()
    private let hosted: HostedRouter

    init() {
        hosted = HostedRouter(
            InstanceSettings(Samples.settings()), at: Samples.start, tape: RecordingTape(recorder))
    }

    private func tell(_ event: Event) {
        var actions: [Action] = []
        hosted.handle(event, at: Samples.start, into: &actions)
    }

    private func kinds(_ steps: [RecordedStep]) -> [String] {
        steps.map { step in
            switch step.input {
            case .began: "began"
            case .event(let event): "\(event)"
            case .reconfigured: "reconfigured"
            }
        }
    }

    @Test("nothing before a recording begins; then the router as it is, and each event with what comes of it")
    func begins() throws {
        tell(.sourceAddressChanged(Samples.address("192.0.2.1")))
        let session = try #require(recorder.begin())
        #expect(session.take().steps.isEmpty)
        tell(.start)
        tell(.deadlineReached)
        let steps = session.take().steps
        #expect(kinds(steps) == ["began", "start", "deadlineReached"])
        #expect(steps[0].deadline == nil)
        #expect(steps[1].actions.contains(.removeAddresses))
        #expect(steps[1].deadline == hosted.router.deadline)
        #expect(session.take().steps.isEmpty)
        #expect(try Replay(steps.map { RecordingLine($0).text }).differences == [])
    }

    @Test("one recording at a time; it ends with its session, and the next begins anew")
    func oneAtATime() throws {
        var session = recorder.begin()
        #expect(session != nil)
        #expect(recorder.begin() == nil)
        tell(.start)
        session = nil
        tell(.shutdown)
        session = recorder.begin()
        tell(.start)
        #expect(kinds(session?.take().steps ?? []) == ["began", "start"])
    }

    @Test("what nobody fetches is counted, not kept, and the router begins anew after it")
    func full() throws {
        let session = try #require(recorder.begin())
        for _ in 0..<VRRPRecorder.capacity + 9 { tell(.held) }
        let (steps, dropped) = session.take()
        #expect(steps.count == VRRPRecorder.capacity)
        // The first one is the router's beginning; each later event lost a beginning, too.
        #expect(dropped >= 10)
        tell(.start)
        let more = session.take()
        #expect(kinds(more.steps) == ["began", "start"])
        #expect(more.dropped == 0)
    }
}
