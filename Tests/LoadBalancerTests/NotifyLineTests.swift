import Addresses
import IPVSKit
import LoadBalancer
import NodeConfiguration
import Testing

@Suite("Lines in a FIFO, byte for byte keepalived's")
struct NotifyLineTests {
    @Test("instances and groups")
    func vrrp() {
        #expect(NotifyMessage(.instance, "VI_1", .master, priority: 150).line == "INSTANCE \"VI_1\" MASTER 150\n")
        #expect(NotifyMessage(.group, "G", .fault, priority: 150).line == "GROUP \"G\" FAULT 0\n")
        #expect(
            NotifyMessage(.instance, "V", .masterReceivesLowerPriority, priority: 3).line
                == "INSTANCE \"V\" MASTER_RX_LOWER_PRI 3\n")
        #expect(
            NotifyMessage(.instance, "V", .backupPriority, priority: 90).line == "INSTANCE \"V\" BACKUP_PRIORITY 90\n")
        #expect(NotifyMessage(.instance, "V", .stop, priority: 9).arguments == ["INSTANCE", "V", "STOP", "9"])
    }

    @Test("services and real servers")
    func services() throws {
        func service(_ words: String, _ transport: String = "TCP") throws -> VirtualServer {
            let text =
                "virtual_server \(words) {\nprotocol \(transport)\nlvs_method TUN\nreal_server 10.0.0.1 80 {\n}\n}\n"
            return try #require(try read(text).virtualServers.first)
        }
        let web = try service("127.0.0.1 8080")
        let server = try #require(RealServerKey("127.0.0.1:8081"))
        #expect(ServiceLine.quorum(of: web, isUp: true) == "VS [127.0.0.1]:tcp:8080 UP\n")
        #expect(
            ServiceLine.server(server, of: web, isUp: false)
                == "RS [127.0.0.1]:tcp:8081 [127.0.0.1]:tcp:8080 DOWN\n")
        let six = try service("::1 8080", "UDP")
        #expect(ServiceLine.quorum(of: six, isUp: false) == "VS [::1]:udp:8080 DOWN\n")
        let mark = try service("fwmark 7")
        #expect(ServiceLine.quorum(of: mark, isUp: true) == "VS FWM 7 UP\n")
        #expect(ServiceLine.server(server, of: mark, isUp: true) == "RS [127.0.0.1]:none:8081 FWM 7 UP\n")
    }
}
