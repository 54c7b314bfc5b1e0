import Addresses
import Deadlines
import LinkAnalysis
import Testing
import VRRPEngine

@Suite("What is on the link, compared with a node's configuration")
struct ConfiguredRouterTests {
    private func router(
        virtualRouterID: UInt8 = 51, version: VRRPVersion = .v3, interval: Nanoseconds = .seconds(1),
        addresses: [String] = ["192.0.2.101", "192.0.2.100"]
    ) -> ConfiguredRouter {
        ConfiguredRouter(
            name: "VI_1", virtualRouterID: virtualRouterID, family: .ipv4, version: version, interval: interval,
            addresses: addresses.compactMap { IPAddress($0) })
    }

    private func findings(of capture: String, _ router: ConfiguredRouter) throws -> [Finding] {
        var analysis = LinkAnalysis(comparingWith: [router])
        return try CaptureFixture(capture).frames.first.flatMap { analysis.take($0)?.findings } ?? []
    }

    @Test("the same, with the addresses in another order, is no finding")
    func same() throws {
        #expect(try findings(of: "failover", router()).isEmpty)
    }

    @Test("another interval, version or list of addresses is one each")
    func different() throws {
        #expect(
            try findings(of: "failover", router(interval: .seconds(2)))
                == [.notConfiguredInterval("VI_1", .seconds(2))])
        #expect(try findings(of: "failover", router(version: .v2)) == [.notConfiguredVersion("VI_1", .v2)])
        let address = try #require(IPAddress("192.0.2.100"))
        #expect(
            try findings(of: "failover", router(addresses: ["192.0.2.100"]))
                == [.notConfiguredAddresses("VI_1", [address])])
    }

    @Test("another VRID or family is not compared")
    func others() throws {
        #expect(try findings(of: "failover", router(virtualRouterID: 52, interval: .seconds(2))).isEmpty)
        #expect(try findings(of: "ipv6", router(interval: .seconds(2))).isEmpty)
    }
}
