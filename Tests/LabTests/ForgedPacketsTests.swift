import Addresses
import ControlMessages
import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("VRRP packets that nobody should send")
    struct ForgedPacketsTests {
        private let source = IPv4Address(192, 0, 2, 10)
        private let addresses = [IPv4Address(192, 0, 2, 100), IPv4Address(10, 0, 0, 254)]

        private func sound(_ version: Int) -> ForgedAdvertisement {
            ForgedAdvertisement(version: UInt8(version), from: source, addresses: addresses)
        }

        private func forged(
            _ version: Int, times count: Int, _ change: (inout ForgedAdvertisement) -> Void
        ) -> [ForgedAdvertisement] {
            var advertisement = sound(version)
            change(&advertisement)
            return [ForgedAdvertisement](repeating: advertisement, count: count)
        }

        @Test("VR-82: each is counted by its reason, told with its source, and changes nothing", arguments: [2, 3])
        func counted(version: Int) async throws {
            try await Lab.play { topology in
                var configuration = NodeConfigurationText(routerName: "lb1", priority: 100)
                configuration.version = version
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration.vrrpOnly)
                try await Lab.waitForMaster(0, of: topology)
                let before = try await node.message(VRRPListMessage.self, at: "/v1/vrrp")

                // A different number of each, so that none can stand for another.
                let packets =
                    forged(version, times: 2) { $0.hasWrongChecksum = true }
                    + forged(version, times: 3) { $0.timeToLive = 64 }
                    + forged(version, times: 4) { $0.version = version == 2 ? 3 : 2 }
                    + forged(version, times: 5) { $0.length = 8 }
                    + forged(version, times: 6) { $0.length = 4 }
                    + forged(version, times: 7) { $0.virtualRouterID = 99 }
                try await topology.client.send(packets, outOf: "front")
                let ofInstance: [String: UInt64] = ["checksum": 2, "ttl": 3, "version": 4, "truncated": 5]
                let ofNone: [String: UInt64] = ["truncated": 6, "vrid": 7]
                try await eventually("every packet is counted", within: Lab.patience) {
                    let now = try await node.message(VRRPListMessage.self, at: "/v1/vrrp")
                    return now.discards(since: before) == ofInstance && now.strayDiscards(since: before) == ofNone
                }

                let instance = try await node.instance()
                #expect(instance.state == .master)
                #expect(instance.transitions.count == before.instances.first?.transitions.count)
                #expect(instance.counters.advertsReceived == before.instances.first?.counters.advertsReceived)
                #expect(node.isRunning)

                // An event for each reason names whoever sent it.
                let told = try await Command(
                    "timeout", "2", "curl", "-sN", "--unix-socket", node.socket, "http://node/v1/events?history=100"
                ).run().output
                for reason in ofInstance.keys {
                    #expect(told.contains("dropped an advertisement from \(source): \(reason)"), "\(told)")
                }

                // The same packet without the fault is heard, so it was the fault that kept the others out.
                try await topology.client.send([sound(version)], outOf: "front")
                try await eventually("the sound packet makes it BACKUP", within: Lab.patience) {
                    try await node.instance().transitions.last?.to == .backup
                }
            }
        }
    }
}

extension VRRPListMessage {
    /// What the one instance has dropped since then, by reason.
    fileprivate func discards(since before: VRRPListMessage) -> [String: UInt64] {
        Self.difference(
            instances.first?.counters.discarded ?? [:], before.instances.first?.counters.discarded ?? [:])
    }

    /// What no instance was found for since then, by reason.
    fileprivate func strayDiscards(since before: VRRPListMessage) -> [String: UInt64] {
        Self.difference(discarded, before.discarded)
    }

    private static func difference(_ now: [String: UInt64], _ before: [String: UInt64]) -> [String: UInt64] {
        var difference = now
        for (reason, count) in before { difference[reason, default: 0] &-= count }
        return difference.filter { $0.value != 0 }
    }
}
