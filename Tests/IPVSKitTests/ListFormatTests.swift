import Addresses
import IPVSKit
import Testing

@Suite("ipvsadm's list")
struct ListFormatTests {
    private let info = KernelInfo(
        version: KernelInfo.Version(major: 1, minor: 2, patch: 1), connectionTableSize: 4096)

    @Test("the table that ipvsadm saved is listed as ipvsadm listed it, to the byte")
    func listed() throws {
        let table = try SaveFormat.table(try IPVSADMText.read("table.save"))
        let services = table.entries.map { entry in
            ServiceStatus(
                entry.service, counters: Counters(),
                realServers: entry.realServers.map {
                    RealServerStatus(
                        $0, activeConnections: 0, inactiveConnections: 0, persistentConnections: 0,
                        counters: Counters())
                })
        }
        #expect(ListFormat.text(info, services) == (try IPVSADMText.read("table.list")))
    }

    @Test("connections stand in the last columns, and long numbers push them")
    func connections() throws {
        let key = ServiceKey.address(.tcp, try #require(Endpoint("192.0.2.1:80")))
        let server = RealServer(
            RealServerKey(.v4(IPv4Address(10, 0, 0, 1)), port: 80), method: .nat, weight: UInt32(Int32.max))
        let status = RealServerStatus(
            server, activeConnections: 12, inactiveConnections: .max, persistentConnections: 0, counters: Counters())
        let text = ListFormat.text(
            info,
            [
                ServiceStatus(
                    VirtualService(key, scheduler: .roundRobin), counters: Counters(), realServers: [status])
            ])
        #expect(text.hasSuffix("  -> 10.0.0.1:80                  Masq    2147483647 12         4294967295\n"))
    }
}
