import Addresses
import Deadlines
import LoadBalancer
import Testing
import VRRPEngine

@Suite("Roles left for a successor")
struct SavedRolesTests {
    /// An instance with the default interval of 1 s: a peer of priority 254 takes over 3.008 s after the last
    /// advertisement, which was up to 1 s before the stop.
    private func router(_ name: String) throws -> RouterSettings {
        RouterSettings(
            name: name, interface: try #require(InterfaceName("eth0")), virtualRouterID: 51, version: .v2,
            family: .ipv4, priority: 100, addresses: [])
    }

    private let stop = Instant.zero + .seconds(1_000)

    @Test("an instance goes on as master while no peer can have taken over")
    func resumes() throws {
        let roles = SavedRoles(stoppedAt: stop, masters: ["VI_1", "VI 2"])
        let routers = [try router("VI_1"), try router("VI 2"), try router("VI_3")]
        #expect(roles.masters(among: routers, at: stop + .milliseconds(1_999)) == ["VI_1", "VI 2"])
        #expect(roles.masters(among: routers, at: stop + .milliseconds(2_000)).isEmpty)
    }

    @Test("a time in the future is from before a reboot and is not believed")
    func future() throws {
        let roles = SavedRoles(stoppedAt: stop, masters: ["VI_1"])
        #expect(roles.masters(among: [try router("VI_1")], at: stop - .milliseconds(1)).isEmpty)
    }

    @Test(
        "what is written is read back, and anything else counts as nothing",
        arguments: ["", "\n", "x\nVI_1", "1e9\nVI_1"])
    func text(broken: String) {
        let roles = SavedRoles(stoppedAt: stop, masters: ["VI_1", "VI 2"])
        #expect(SavedRoles(text: roles.text) == roles)
        #expect(SavedRoles(text: broken) == .none)
    }
}

extension Instant {
    fileprivate static func - (instant: Instant, interval: Nanoseconds) -> Instant {
        instant + (Nanoseconds.zero - interval)
    }
}
