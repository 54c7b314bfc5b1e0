import Addresses
import NodeConfiguration
import Testing

@Suite("vrrp_sync_group")
struct SyncGroupTests {
    private static let pair = instance("", name: "A", id: 1) + instance("", name: "B", id: 2)

    @Test("members are told of their group, whatever comes first in the file")
    func members() {
        let group = "vrrp_sync_group G {\ngroup {\nB A\n}\n}\n"
        for text in [Self.pair + group, group + Self.pair] {
            let read = configuration(text)
            #expect(read.syncGroups.map(\.members) == [["B", "A"]])
            #expect(read.vrrpInstances.map(\.syncGroup) == ["G", "G"])
        }
        #expect(configuration(Self.pair).vrrpInstances.map(\.syncGroup) == [nil, nil])
    }

    @Test("a group's trackers and commands are its own")
    func wholeFile() throws {
        let file = configuration(try Fixture.text("vrrp-tracking"))
        #expect(file.syncGroups.map(\.name) == ["PAIR", "OLD"])
        #expect(file.syncGroups.map(\.tracksWithWeights) == [true, true])
        let group = file.syncGroups[0]
        #expect(group.members == ["INSIDE", "OUTSIDE"])
        #expect(group.tracking.interfaces.map(\.interface.description) == ["eth3"])
        #expect(group.tracking.scripts.map(\.name) == ["gateway"])
        #expect(group.tracking.files.map(\.name) == ["level", "maintenance"])
        #expect(group.tracking.processes.map(\.name) == ["named"])
        #expect(group.tracking.virtualServers.map(\.isFault) == [true])
        #expect(group.notify.master?.words == ["/usr/local/bin/group-master"])
        #expect(group.notify.backup?.words == ["/usr/local/bin/group-backup"])
        #expect(group.notify.fault?.words == ["/usr/local/bin/group-fault"])
        #expect(group.notify.stop?.words == ["/usr/local/bin/group-stop"])
        #expect(group.notify.any?.words == ["/usr/local/bin/group"])
        #expect(group.notify.priorityChanges)
        // notify_deleted is no keyword of a group.
        #expect(read("vrrp_sync_group G {\nnotify_deleted\n}").hasErrors)
    }

    @Test("an instance is in one group; the second leaves it out")
    func oneGroup() {
        let groups = "vrrp_sync_group G {\ngroup {\nA\nB\n}\n}\nvrrp_sync_group H {\ngroup {\nB\n}\n}\n"
        let outcome = read(groups + Self.pair)
        #expect(outcome.configuration.syncGroups.map(\.members) == [["A", "B"]])
        #expect(outcome.configuration.vrrpInstances.map(\.syncGroup) == ["G", "G"])
        #expect(
            outcome.diagnostics.map(\.description) == [
                "test.conf:9:1: warning: 'B' is already in a sync group at test.conf:4:1: here it is left out"
            ])
    }

    @Test("one member is a warning, a name that is not there and no member at all are errors")
    func mistakes() {
        let one = read("vrrp_sync_group G {\ngroup {\nA\n}\n}\n" + Self.pair)
        #expect(one.configuration.syncGroups.map(\.members) == [["A"]])
        #expect(
            one.diagnostics.map(\.description) == [
                "test.conf:1:17: warning: vrrp_sync_group 'G' has one member only"
            ])
        #expect(read("vrrp_sync_group G {\ngroup {\nA B C\n}\n}\n" + Self.pair).hasErrors)
        #expect(problems("vrrp_sync_group G {\n}") == ["test.conf:1:17: error: vrrp_sync_group 'G' has no 'group'"])
        #expect(read("vrrp_sync_group G {\ngroup {\nA B\n}\n}\n" + instance("", name: "A")).hasErrors)
    }

    private static let trackers = """
        vrrp_script light {
        script /bin/true
        }
        vrrp_script heavy {
        script /bin/true
        weight 5
        }
        track_file one {
        file /run/one
        }
        track_file two {
        file /run/two
        weight 2
        }

        """

    private static let follower = """
        track_interface {
        eth1
        eth2 weight 5
        }
        track_script {
        light
        heavy
        }
        track_file {
        one
        two
        }
        """

    @Test("a member's weights do not count: what has one is dropped, but for interfaces and plain files")
    func weights() {
        let members = instance(Self.follower, name: "A", id: 1) + instance("", name: "B", id: 2)
        let group = "vrrp_sync_group G {\ngroup {\nA B\n}\n}\n"
        let outcome = read(Self.trackers + members + group)
        let tracking = outcome.configuration.vrrpInstances[0].tracking
        #expect(tracking.interfaces.map(\.weight) == [nil, nil])
        #expect(tracking.scripts.map(\.name) == ["light"])
        #expect(tracking.files == [TrackReference(name: "one", weight: 0)])
        #expect(outcome.diagnostics.map(\.severity) == [.warning, .warning, .warning])

        let kept = "vrrp_sync_group G {\nsync_group_tracking_weight\ngroup {\nA B\n}\n}\n"
        let weighted = configuration(Self.trackers + members + kept).vrrpInstances[0].tracking
        #expect(weighted.interfaces.map(\.weight) == [nil, Weight(5)])
        #expect(weighted.scripts.map(\.weight) == [0, 5])
        #expect(weighted.files.map(\.weight) == [1, 2])
    }

    @Test("priority changes are told where the group says so, else where global_defs does")
    func priorityChanges() {
        let group = "vrrp_sync_group G {\ngroup {\nA B\n}\n}\n"
        let globals = "global_defs {\nvrrp_notify_priority_changes\n}\n"
        #expect(configuration(Self.pair + group).syncGroups.map(\.notify.priorityChanges) == [false])
        #expect(configuration(Self.pair + group + globals).syncGroups.map(\.notify.priorityChanges) == [true])
    }
}
