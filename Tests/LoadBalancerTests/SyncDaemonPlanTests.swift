import Addresses
import IPVSKit
import LoadBalancer
import NodeConfiguration
import Testing

@Suite("Which synchronisation daemons run")
struct SyncDaemonPlanTests {
    private let interface: InterfaceName
    private let followed: SyncDaemonSettings

    init() throws {
        interface = try #require(InterfaceName("eth0"))
        followed = SyncDaemonSettings(interface: interface, instance: "V", syncID: 51)
    }

    private func daemon(_ role: SyncDaemon.Role, syncID: UInt8 = 51) -> SyncDaemon {
        SyncDaemon(role, on: interface, syncID: syncID)
    }

    @Test("a master tells, a backup listens, and without an instance the node does both")
    func wanted() {
        #expect(SyncDaemonPlan.wanted(by: followed, isMaster: true) == [daemon(.master)])
        #expect(SyncDaemonPlan.wanted(by: followed, isMaster: false) == [daemon(.backup)])
        let both = SyncDaemonSettings(interface: interface, instance: nil, syncID: 51)
        #expect(SyncDaemonPlan.wanted(by: both, isMaster: false) == [daemon(.master), daemon(.backup)])
        #expect(SyncDaemonPlan.wanted(by: nil, isMaster: true) == [])
    }

    @Test("a change of role ends the other daemon first, and what stands is left alone")
    func steps() {
        func steps(_ wanted: SyncDaemon..., running: [SyncDaemon], started: [SyncDaemon]) -> [SyncDaemonPlan.Step] {
            SyncDaemonPlan(wanted: wanted, running: running, started: started, ownsAll: true).steps
        }
        let (master, backup) = (daemon(.master), daemon(.backup))
        #expect(
            steps(master, running: [backup], started: [backup]) == [.stop(.backup), .start(master)])
        #expect(steps(master, running: [master], started: [master]) == [])
        // The kernel corrects what does not fit.
        var corrected = master
        corrected.maximumLength = 1_472
        #expect(steps(master, running: [corrected], started: [master]) == [])
        #expect(
            steps(daemon(.master, syncID: 7), running: [master], started: [master]) == [
                .stop(.master), .start(daemon(.master, syncID: 7)),
            ])
        // Somebody stopped it; and a predecessor's is begun anew.
        #expect(steps(master, running: [], started: [master]) == [.start(master)])
        #expect(steps(master, running: [master], started: []) == [.stop(.master), .start(master)])
    }

    @Test("without lvs_sync_daemon the daemons of others are theirs")
    func foreign() {
        let running = [daemon(.master), daemon(.backup)]
        #expect(SyncDaemonPlan(wanted: [], running: running, started: [], ownsAll: false).steps == [])
        #expect(
            SyncDaemonPlan(wanted: [], running: running, started: [daemon(.backup)], ownsAll: false).steps == [
                .stop(.backup)
            ])
    }
}
