import ControlMessages
import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("Sync groups of two nodes")
    struct SyncGroupFailoverTests {
        private func state(of instance: String, on node: SwiftLVSDNode, is state: VRRPStateText) async throws {
            try await eventually("\(instance) on \(node.name) is \(state)", within: Lab.patience) {
                try await node.instance(instance).state == state
            }
        }

        /// When each member last became what it is now.
        private func since(_ node: SwiftLVSDNode) async throws -> (Timestamp, Timestamp) {
            (try await node.instance("VI_1").since, try await node.instance("VI_2").since)
        }

        @Test(
            "an interface of one member goes down: the other node takes both over in one step, and gives both back",
            arguments: ["front", "back"])
        func together(interface: String) async throws {
            try await Lab.play { topology in
                let (preferred, other) = (topology.swiftlvsd(on: 0), topology.swiftlvsd(on: 1))
                func text(isPreferred: Bool) -> String {
                    InteropConfiguration(.syncGroup, isPreferred: isPreferred).keepalived
                        .replacing("advert_int 1", with: "advert_int 0.2")
                }
                try await other.start(configuration: text(isPreferred: false))
                try await preferred.start(configuration: text(isPreferred: true))
                try await Lab.waitForMaster(0, of: topology)

                let namespace = topology.nodes[0].namespace
                let (broken, sound) = interface == "front" ? ("VI_1", "VI_2") : ("VI_2", "VI_1")
                try await namespace.ip("link set \(interface) down")
                try await Lab.waitForMaster(1, of: topology)
                try await state(of: broken, on: preferred, is: .fault)
                try await state(of: sound, on: preferred, is: .fault)
                let ofBroken = try await preferred.instance(broken).priority.reasons
                #expect(ofBroken.contains { $0.contains("\(interface): the interface is down") }, "\(ofBroken)")
                let ofSound = try await preferred.instance(sound).priority.reasons
                #expect(ofSound.contains { $0.contains("another member of the sync group is in FAULT") }, "\(ofSound)")
                let taken = try await since(other)
                #expect(taken.0 == taken.1)

                try await namespace.ip("link set \(interface) up")
                try await Lab.waitForMaster(0, of: topology)
                let returned = try await since(preferred)
                #expect(returned.0 == returned.1)
                for member in ["VI_1", "VI_2"] { try await state(of: member, on: other, is: .backup) }
            }
        }
    }
}
