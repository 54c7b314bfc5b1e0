import Addresses
import Deadlines
import VRRPEngine
import VRRPRecording

/// A virtual router that is driven by hand and records what it does.
struct Sample {
    static let start = Instant(nanoseconds: 5_000_000_000)
    static let own = IPAddress.v4(IPv4Address(192, 0, 2, 1))
    static let other = IPAddress.v4(IPv4Address(192, 0, 2, 2))

    static func settings(priority: UInt8 = 100, preemptDelay: Nanoseconds = .zero) throws -> RouterSettings {
        guard let interface = InterfaceName("eth0"), let prefix = Prefix("192.0.2.100/24") else {
            throw RecordingError("a sample is wrong")
        }
        return RouterSettings(
            name: "VI_1", interface: interface, virtualRouterID: 51, version: .v3, family: .ipv4, priority: priority,
            preemptDelay: preemptDelay, addresses: [VirtualAddress(prefix)])
    }

    var router: VirtualRouter
    var now = Sample.start
    var steps: [RecordedStep] = []

    init(_ settings: RouterSettings) {
        router = VirtualRouter(settings, at: Sample.start)
    }

    /// The recording begins here.
    mutating func begin() {
        steps = [step(.began(router.settings, RouterCheckpoint(of: router)), [])]
    }

    mutating func tell(_ event: Event, after pause: Nanoseconds = .zero) {
        now = now + pause
        var actions: [Action] = []
        router.handle(event, at: now, into: &actions)
        steps.append(step(.event(event), actions))
    }

    mutating func reconfigure(to settings: RouterSettings) {
        var actions: [Action] = []
        router.reconfigure(to: settings, at: now, into: &actions)
        steps.append(step(.reconfigured(settings), actions))
    }

    private func step(_ input: RecordedStep.Input, _ actions: [Action]) -> RecordedStep {
        RecordedStep(at: now, router: router.settings.name, input, actions: actions, deadline: router.deadline)
    }

    /// The recording as it stands in a file, line by line.
    var lines: [[UInt8]] { steps.map { RecordingLine($0).text } }
}
