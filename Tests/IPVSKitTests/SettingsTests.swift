import Addresses
import IPVSKit
import Netlink
import Testing

@Suite("settings of a namespace's IPVS")
struct SettingsTests {
    private func sent(_ request: (IPVSClient) throws -> Void) throws -> [UInt8] {
        let kernel = GoldenKernel([:])
        try request(IPVSClient(over: NetlinkConnection(kernel)))
        return try #require(kernel.sent.last)
    }

    private func master() throws -> SyncDaemon {
        SyncDaemon(
            .master, on: try #require(InterfaceName("veth0")), syncID: 7, maximumLength: 1400,
            group: IPAddress("224.0.0.99"), port: 9999, ttl: 3)
    }

    @Test("a master daemon with everything set is started with the very bytes of ipvsadm")
    func startMaster() throws {
        let daemon = try master()
        #expect(try sent { try $0.start(daemon) } == GoldenMessage.bytes("start-master-daemon"))
    }

    @Test("a backup daemon on an IPv6 group leaves the rest to the kernel, with the very bytes of ipvsadm")
    func startBackup() throws {
        let daemon = SyncDaemon(
            .backup, on: try #require(InterfaceName("veth0")), syncID: 8, group: IPAddress("ff02::5"))
        #expect(try sent { try $0.start(daemon) } == GoldenMessage.bytes("start-backup-daemon"))
    }

    @Test("a daemon is stopped by its role alone")
    func stop() throws {
        let bytes = try sent { try $0.stop(.backup) }
        #expect(Array(bytes[16...]) == [10, 1, 0, 0, 12, 0, 3, 0x80, 8, 0, 1, 0, 2, 0, 0, 0])
    }

    @Test("the daemons that run are read with their groups, ports and lengths")
    func daemons() throws {
        let kernel = GoldenKernel([11: try GoldenMessage.bytes("daemon-dump")])
        let daemons = try IPVSClient(over: NetlinkConnection(kernel)).syncDaemons()
        let backup = SyncDaemon(
            .backup, on: try #require(InterfaceName("veth0")), syncID: 8, maximumLength: 1452,
            group: IPAddress("ff02::5"), port: 8848, ttl: 1)
        #expect(daemons == [try master(), backup])
    }

    @Test("timeouts are set with the very bytes of ipvsadm, and read")
    func timeouts() throws {
        let wanted = Timeouts(tcp: 100, tcpFIN: 200, udp: 300)
        #expect(try sent { try $0.set(wanted) } == GoldenMessage.bytes("set-timeouts"))
        let kernel = GoldenKernel([13: try GoldenMessage.bytes("timeouts")])
        let read = try IPVSClient(over: NetlinkConnection(kernel)).timeouts()
        #expect(read == Timeouts(tcp: 900, tcpFIN: 120, udp: 300))
    }

    @Test("a kernel without UDP names no timeout for it, which is 0")
    func missingTimeout() throws {
        let whole = try GoldenMessage.bytes("timeouts")
        let kernel = GoldenKernel([13: [36, 0, 0, 0] + whole[4..<36]])
        let read = try IPVSClient(over: NetlinkConnection(kernel)).timeouts()
        #expect(read == Timeouts(tcp: 900, tcpFIN: 120))
    }

    @Test("all counters are zeroed, and the table flushed, with the very bytes of ipvsadm")
    func wholeTable() throws {
        #expect(try sent { try $0.zeroCounters() } == GoldenMessage.bytes("zero-all"))
        #expect(try sent { try $0.flush() } == GoldenMessage.bytes("flush"))
    }

    @Test("the counters of one service are zeroed by its key alone")
    func oneService() throws {
        let key = ServiceKey.address(.tcp, try #require(Endpoint("192.0.2.1:80")))
        var expected = try GoldenMessage.bytes("delete-service")
        expected[16] = 16  // IPVS_CMD_ZERO instead of IPVS_CMD_DEL_SERVICE
        #expect(try sent { try $0.zeroCounters(of: key) } == expected)
    }

    @Test(
        "an attribute of a wrong size is refused with its bytes",
        arguments: [
            ("daemon-dump", UInt8(11), 24, UInt8(7)), ("daemon-dump", 11, 52, 7), ("timeouts", 13, 20, 7),
        ])
    func wrongSize(fixture: String, command: UInt8, place: Int, length: UInt8) throws {
        var bytes = try GoldenMessage.bytes(fixture)
        bytes[place] = length
        let kernel = GoldenKernel([command: bytes])
        let client = try IPVSClient(over: NetlinkConnection(kernel))
        let error = #expect(throws: IPVSError.self) {
            if command == 11 { _ = try client.syncDaemons() } else { _ = try client.timeouts() }
        }
        #expect(error?.errno == 74)
        #expect(error?.hint?.contains("at offset") == true)
    }

    @Test("daemons in states and on interfaces that cannot be are left out")
    func strangeDaemons() throws {
        let whole = try GoldenMessage.bytes("daemon-dump")
        for (place, byte) in [(28, UInt8(9)), (36, UInt8(ascii: "/"))] {
            var bytes = whole
            bytes[place] = byte
            let kernel = GoldenKernel([11: bytes])
            #expect(try IPVSClient(over: NetlinkConnection(kernel)).syncDaemons().map(\.role) == [.backup])
        }
    }

    @Test("what the kernel refuses is told with what to do")
    func refusals() throws {
        let kernel = FakeKernel()
        let client = try IPVSClient(over: NetlinkConnection(kernel))
        let daemon = try master()
        kernel.faults.commands = 17
        let running = #expect(throws: IPVSError.self) { try client.start(daemon) }
        #expect(
            running?.description
                == "start synchronisation daemon master on veth0, sync id 7: File exists "
                + "(a daemon of this role runs already: stop it first)")
        kernel.faults.commands = 3
        let missing = #expect(throws: IPVSError.self) { try client.stop(.master) }
        #expect(missing?.hint == "no daemon of this role runs")
        kernel.faults.commands = 22
        let long = #expect(throws: IPVSError.self) { try client.set(Timeouts(tcp: .max)) }
        #expect(long?.hint == "a timeout is longer than the kernel can count")
    }
}
