import ControlMessages
import Testing

@Suite("What an agent sends")
struct AgentRegistrationTests {
    private func read(_ json: String) throws -> AgentRegistration {
        try MessageCoding.decode(AgentRegistration.self, from: json.utf8)
    }

    private func problem(_ json: String) -> String? {
        do {
            _ = try read(json)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test("the zone is enough; unknown fields are passed over")
    func smallest() throws {
        #expect(try read(#"{"zone": "z1", "colour": "red"}"#) == AgentRegistration(zone: "z1"))
    }

    @Test("every field is read, null being the same as nothing")
    func whole() throws {
        let body = """
            {"zone": "z1", "cluster": null, "address": "10.0.0.1", "labels": {"rack": "7"},
             "servers": ["10.1.1.1"], "algorithm": "static", "connected_to": "10.1.1.1"}
            """
        #expect(
            try read(body)
                == AgentRegistration(
                    zone: "z1", address: "10.0.0.1", labels: ["rack": "7"], servers: ["10.1.1.1"],
                    algorithm: "static", connectedTo: "10.1.1.1"))
    }

    @Test("what is wrong is said with the field's name")
    func problems() {
        #expect(problem("{}") == #"the field "zone" is missing"#)
        #expect(problem(#"{"zone": 5}"#) == #"the field "zone" has the wrong type"#)
        #expect(problem(#"{"zone": "z", "servers": ["a", 1]}"#) == #"the field "servers.1" has the wrong type"#)
        #expect(problem("zone=z1") == "the text is not JSON")
        #expect(problem("") == "the text is not JSON")
    }
}
