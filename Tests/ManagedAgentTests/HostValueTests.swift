import ManagedAgent
import Testing

@Suite("The value of host")
struct HostValueTests {
    @Test(
        "it is read as the platform reads it",
        arguments: [
            ("10.1.1.1,10.1.1.2@static", ["10.1.1.1", "10.1.1.2"], "static"), ("a", ["a"], nil),
            (" a , b ,,@shuffle@x", ["a", "b"], "shuffle"), ("@static", [], "static"), ("", [], nil),
            (",,,", [], nil), ("   ", [], nil), ("a@", ["a"], ""),
        ] as [(String, [String], String?)])
    func reads(text: String, servers: [String], algorithm: String?) {
        let value = HostValue(text)
        #expect(value.servers == servers)
        #expect(value.algorithm == algorithm)
    }

    @Test("a value that starts and ends with @ is a template that nobody has filled in")
    func templates() {
        #expect(HostValue.isTemplate("@MANAGEMENT_HOST@"))
        #expect(HostValue.isTemplate("@"))
        #expect(!HostValue.isTemplate("@static"))
        #expect(!HostValue.isTemplate("a@static"))
        #expect(!HostValue.isTemplate(""))
    }

    @Test("only the platform's own names stand behind the @")
    func algorithmNames() {
        for name in PlatformAlgorithm.allCases {
            #expect(PlatformAlgorithm(of: name.rawValue, otherwise: .shuffle) == name)
        }
        #expect(PlatformAlgorithm(of: "rendezvous", otherwise: .static) == .static)
        #expect(PlatformAlgorithm(of: "weighted", otherwise: .roundrobin) == .roundrobin)
        #expect(PlatformAlgorithm(of: "RoundRobin", otherwise: .static) == .static)
    }
}
