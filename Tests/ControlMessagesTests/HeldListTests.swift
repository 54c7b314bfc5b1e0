import ControlMessages
import Testing

@Suite("What an agent tells of the list it holds")
struct HeldListTests {
    private func held(_ servers: [String], _ algorithm: String?) -> AgentRegistration {
        var registration = AgentRegistration(zone: "z1", servers: ["old"], algorithm: "old")
        registration.hold(servers, algorithm: algorithm)
        return registration
    }

    @Test("a list goes along as it is")
    func told() {
        let registration = held(["10.1.1.1", "ms2.example.org:8251"], "static")
        #expect(registration.servers == ["10.1.1.1", "ms2.example.org:8251"])
        #expect(registration.algorithm == "static")
        #expect(held([], nil).servers == [])
        #expect(held(Array(repeating: "10.1.1.1", count: 1_000), nil).servers?.count == 1_000)
    }

    @Test(
        "one that a node would refuse is left out whole, so that the agent is registered all the same",
        arguments: [
            (["10.1.1.1\t", "10.1.1.2"], "static"), (["10.1.1.1"], "sta\u{7}tic"), (["a,b"], nil), ([""], nil),
            ([String(repeating: "a", count: 256)], nil), (["10.1.1.1"], String(repeating: "a", count: 256)),
            (Array(repeating: "m", count: 1_001), nil),
            (Array(repeating: String(repeating: "m", count: 200), count: 90), nil),
        ] as [([String], String?)])
    func leftOut(servers: [String], algorithm: String?) {
        let registration = held(servers, algorithm)
        #expect(registration.servers == nil)
        #expect(registration.algorithm == nil)
    }
}
