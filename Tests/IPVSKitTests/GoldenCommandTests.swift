import Addresses
import IPVSKit
import Netlink
import Testing

@Suite("messages to IPVS")
struct GoldenCommandTests {
    private func sent(_ step: PlanStep) throws -> [UInt8] {
        let kernel = GoldenKernel([:])
        _ = try IPVSClient(over: NetlinkConnection(kernel)).apply(Plan([step]))
        return try #require(kernel.sent.last)
    }

    private func key(_ transport: TransportProtocol, _ text: String) throws -> ServiceKey {
        .address(transport, try #require(Endpoint(text)))
    }

    private func server(_ text: String) throws -> RealServerKey {
        let endpoint = try #require(Endpoint(text))
        return RealServerKey(endpoint.address, port: endpoint.port)
    }

    @Test("a persistent service is added with the very bytes of ipvsadm")
    func persistent() throws {
        let service = VirtualService(
            try key(.tcp, "192.0.2.1:80"), scheduler: .weightedLeastConnection,
            persistence: Persistence(timeout: 300, prefixLength: 24))
        #expect(try sent(.addService(service)) == GoldenMessage.bytes("new-service-persistent"))
    }

    @Test("an IPv6 service of a firewall mark is added with the very bytes of ipvsadm")
    func firewallMark() throws {
        let service = VirtualService(
            .firewallMark(7, .ipv6), scheduler: .sourceHashing, flags: [.schedulerFlag1, .schedulerFlag2])
        #expect(try sent(.addService(service)) == GoldenMessage.bytes("new-service-firewall-mark"))
    }

    @Test("a one-packet service is added with the very bytes of ipvsadm")
    func onePacket() throws {
        let service = VirtualService(try key(.udp, "192.0.2.1:53"), scheduler: .roundRobin, flags: .onePacket)
        #expect(try sent(.addService(service)) == GoldenMessage.bytes("new-service-one-packet"))
    }

    @Test("a real server is added with method, weight and thresholds")
    func realServer() throws {
        let server = RealServer(
            try server("10.0.0.1:8080"), method: .nat, weight: 3, upperThreshold: 100, lowerThreshold: 50)
        let step = PlanStep.addRealServer(server, to: try key(.tcp, "192.0.2.1:80"))
        #expect(try sent(step) == GoldenMessage.bytes("new-destination-nat"))
    }

    @Test("a real server becomes one behind a GUE tunnel")
    func tunnel() throws {
        let server = RealServer(
            try server("10.0.0.2:53"), method: .tunnel, weight: 7, tunnel: .gue(port: 6080, .full))
        let step = PlanStep.editRealServer(server, of: try key(.udp, "192.0.2.1:53"))
        #expect(try sent(step) == GoldenMessage.bytes("set-destination-gue"))
    }

    @Test("removals carry keys only")
    func removals() throws {
        let service = try key(.tcp, "192.0.2.1:80")
        let step = PlanStep.removeRealServer(try server("10.0.0.9:8080"), from: service)
        #expect(try sent(step) == GoldenMessage.bytes("delete-destination"))
        #expect(try sent(.removeService(service)) == GoldenMessage.bytes("delete-service"))
    }
}

@Suite("answers of IPVS")
struct GoldenAnswerTests {
    @Test("version and size of the connection table")
    func info() throws {
        let kernel = GoldenKernel([15: try GoldenMessage.bytes("info")])
        let info = try IPVSClient(over: NetlinkConnection(kernel)).info()
        #expect(info.version.description == "1.2.1")
        #expect(info.connectionTableSize == 4096)
    }

    @Test("services with their flags and persistence")
    func services() throws {
        let kernel = GoldenKernel([4: try GoldenMessage.bytes("service-dump")])
        let services = try IPVSClient(over: NetlinkConnection(kernel)).table().entries.map(\.service)
        #expect(
            services == [
                VirtualService(
                    .address(.tcp, try #require(Endpoint("192.0.2.1:80"))), scheduler: .weightedLeastConnection,
                    persistence: Persistence(timeout: 300, prefixLength: 24)),
                VirtualService(
                    .address(.udp, try #require(Endpoint("192.0.2.1:53"))), scheduler: .roundRobin, flags: .onePacket),
                VirtualService(
                    .firewallMark(7, .ipv6), scheduler: .sourceHashing, flags: [.schedulerFlag1, .schedulerFlag2]),
            ])
    }

    @Test("a real server with connections and 64-bit counters")
    func realServer() throws {
        var service = try GoldenMessage.bytes("new-service-one-packet")
        service[6] = 2  // NLM_F_MULTI instead of a request
        var done = AttributeWriter()
        done.message(MessageHeader(type: 3, flags: 2, sequence: 2)) { $0.fixed(Int32(0)) }
        let kernel = GoldenKernel([8: try GoldenMessage.bytes("destination-dump")])
        kernel.services = service + done.bytes
        let status = try #require(try IPVSClient(over: NetlinkConnection(kernel)).status().first)
        let server = try #require(status.realServers.first)
        #expect(
            server.realServer
                == RealServer(
                    RealServerKey(.v4(IPv4Address(10, 0, 0, 1)), port: 8080), method: .nat, weight: 3,
                    upperThreshold: 100, lowerThreshold: 50))
        #expect(server.activeConnections == 4)
        #expect(server.inactiveConnections == 5)
        #expect(server.persistentConnections == 6)
        let unit = UInt64(1) << 33 + 1
        var counters = Counters()
        counters.connections = unit
        counters.incomingPackets = 2 * unit
        counters.outgoingPackets = 3 * unit
        counters.incomingBytes = 4 * unit
        counters.outgoingBytes = 5 * unit
        counters.connectionsPerSecond = 6 * unit
        counters.incomingPacketsPerSecond = 7 * unit
        counters.outgoingPacketsPerSecond = 8 * unit
        counters.incomingBytesPerSecond = 9 * unit
        counters.outgoingBytesPerSecond = 10 * unit
        #expect(server.counters == counters)
    }
}
