import Addresses
import Deadlines
import LabScenario
import Logging
import Testing
import VRRPEngine
import VRRPTransport

extension Lab {
    @Suite("Advertisements to peers and to other groups")
    struct UnicastTests {
        private static let interval = Nanoseconds.milliseconds(200)

        private func settings(
            peers: [UnicastPeer]? = nil, ttl: UInt8 = 255, source: String? = nil, group: String? = nil
        ) throws -> RouterSettings {
            RouterSettings(
                name: "VI_1", interface: try #require(InterfaceName("front")), virtualRouterID: 51, version: .v3,
                family: .ipv4, priority: 200, advertisementInterval: Self.interval,
                addresses: [VirtualAddress(try #require(Prefix("\(TwoNodeTopology.virtualAddress)/24")))],
                unicast: peers.map { UnicastSettings(peers: $0, ttl: ttl, checksSource: true) },
                sourceAddress: source.flatMap { IPAddress($0) }, multicastGroup: group.flatMap { IPAddress($0) })
        }

        /// Runs the routers of a node on a thread that belongs to its namespace.
        private func start(_ settings: RouterSettings, on node: TwoNodeTopology.Node) async throws -> VRRPService {
            let service = try await node.namespace.onThread("start") {
                try VRRPService(
                    logger: Logger(label: "vrrp"), onNotice: { _ in }, onConflict: { _ in }, onFailure: { _ in })
            }
            try await service.configure([InstanceSettings(settings)])
            service.release()
            return service
        }

        private func router(_ service: VRRPService) async throws -> RouterSnapshot {
            try #require(await service.snapshot().first)
        }

        /// keepalived on the second node with priority 100.
        private func startPeer(_ topology: TwoNodeTopology, lines: String) async throws -> KeepalivedPeer {
            let peer = topology.keepalived(on: 1)
            try await peer.start(
                configuration: """
                    global_defs {
                        vrrp_version 3
                    }
                    vrrp_instance VI_1 {
                        state BACKUP
                        interface front
                        virtual_router_id 51
                        priority 100
                        advert_int 0.2
                        \(lines)
                        virtual_ipaddress {
                            \(TwoNodeTopology.virtualAddress)/24
                        }
                    }

                    """)
            return peer
        }

        @Test("VR-3, VR-23: keepalived as unicast peer obeys, takes over and gives back; the TTL is the configured one")
        func unicast() async throws {
            try await Lab.play { topology in
                let (ours, theirs) = (topology.nodes[0], topology.nodes[1])
                let capture = try await topology.capture(on: 1)
                let peerAddress = try #require(IPAddress(theirs.frontAddress))
                let settings = try settings(
                    peers: [UnicastPeer(address: peerAddress, minimumTTL: 200)], ttl: 64, source: ours.frontAddress)
                let peer = try await startPeer(
                    topology,
                    lines: """
                        unicast_src_ip \(theirs.frontAddress)
                        unicast_peer {
                            \(ours.frontAddress)
                        }
                        """)
                try await eventually("keepalived is master", within: Lab.patience) {
                    try await theirs.namespace.holds(TwoNodeTopology.virtualAddress, on: "front")
                }

                let service = try await start(settings, on: ours)
                try await eventually("ours heard it and preempts", within: Lab.patience) {
                    let router = try await router(service)
                    return router.state == .master && router.counters.advertsReceived > 0
                }
                try await eventually("keepalived yields", within: Lab.patience) {
                    try await !theirs.namespace.holds(TwoNodeTopology.virtualAddress, on: "front")
                }
                let sent = try #require(try capture.advertisements(from: ours).last)
                #expect(sent.destination == theirs.frontAddress)
                #expect(sent.hopLimit == 64)
                #expect(sent.checksumIsRight)

                await service.stop()
                try await eventually("keepalived takes over", within: Lab.patience) {
                    try await theirs.namespace.holds(TwoNodeTopology.virtualAddress, on: "front")
                }
                try await peer.stop()
            }
        }

        @Test("VR-3, VR-38: a peer below its minimum TTL, and one that is none, are counted and not heard")
        func limits() async throws {
            try await Lab.play { topology in
                let (ours, theirs) = (topology.nodes[0], topology.nodes[1])
                let peer = try await startPeer(
                    topology,
                    lines: """
                        unicast_src_ip \(theirs.frontAddress)
                        unicast_ttl 100
                        unicast_peer {
                            \(ours.frontAddress)
                        }
                        """)
                let peerAddress = try #require(IPAddress(theirs.frontAddress))
                let stranger = try #require(IPAddress("192.0.2.77"))
                for (known, reason) in [(peerAddress, DiscardReason.hopLimit), (stranger, .unknownPeer)] {
                    // A backup says nothing that could be counted.
                    try await eventually("keepalived is master", within: Lab.patience) {
                        try await theirs.namespace.holds(TwoNodeTopology.virtualAddress, on: "front")
                    }
                    let service = try await start(
                        settings(peers: [UnicastPeer(address: known, minimumTTL: 200)], source: ours.frontAddress),
                        on: ours)
                    try await eventually("\(reason) is counted", within: Lab.patience) {
                        try await router(service).counters.discards[reason] > 0
                    }
                    #expect(try await router(service).counters.advertsReceived == 0)
                    await service.stop()
                }
                try await peer.stop()
            }
        }

        @Test("VR-73: mcast_src_ip and mcast_dst_ip stand in the packets, and the other group is heard")
        func otherGroup() async throws {
            try await Lab.play { topology in
                let ours = topology.nodes[0]
                let capture = try await topology.capture(on: 1)
                let service = try await start(settings(source: "192.0.2.77", group: "224.0.0.99"), on: ours)
                try await eventually("it is master and advertises", within: Lab.patience) {
                    try await router(service).counters.advertsSent > 2
                        && !capture.advertisements.filter { $0.source == "192.0.2.77" }.isEmpty
                }
                let sent = try #require(try capture.advertisements.last)
                #expect(sent.source == "192.0.2.77")
                #expect(sent.destination == "224.0.0.99")
                #expect(sent.hopLimit == 255)

                let peer = try await startPeer(topology, lines: "mcast_dst_ip 224.0.0.99")
                try await eventually("keepalived obeys", within: Lab.patience) {
                    let log = peer.logTail()
                    return log.contains("BACKUP STATE") && !log.contains("MASTER STATE")
                }
                await service.stop()
                let successor = try await start(settings(group: "224.0.0.99"), on: ours)
                try await eventually("ours hears keepalived in that group", within: Lab.patience) {
                    try await router(successor).counters.advertsReceived > 0
                }
                await successor.stop()
                try await peer.stop()
            }
        }
    }
}
