import Addresses
import Deadlines
import FoundationEssentials
import IPVSKit
import Testing

@Suite("ipvsadm's save format")
struct SaveFormatTests {
    private func table(_ lines: String...) throws -> Table {
        try SaveFormat.table(lines.joined(separator: "\n"))
    }

    private func service(_ line: String) throws -> VirtualService {
        try #require(try table(line).entries.first?.service)
    }

    private func server(_ words: String) throws -> RealServer {
        try #require(try table("-A -t 192.0.2.1:80", "-a -t 192.0.2.1:80 \(words)").entries.first?.realServers.first)
    }

    @Test("what ipvsadm saved is read, and written again to the byte")
    func saved() throws {
        let text = try IPVSADMText.read("table.save")
        #expect(SaveFormat.text(try SaveFormat.table(text)) == text)
    }

    @Test("any table is read back as it was written, as a table and as a plan", arguments: UInt64(0)..<300)
    func roundTrip(seed: UInt64) throws {
        var samples = Samples(seed: seed)
        let wanted = samples.savableTable()
        let text = SaveFormat.text(wanted)
        #expect(try SaveFormat.table(text) == wanted)
        #expect(Table().applying(try SaveFormat.plan(text)) == wanted)
    }

    @Test("thresholds and large firewall marks are written as ipvsadm can read them")
    func beyond() throws {
        let key = ServiceKey.firewallMark(.max, .ipv6)
        let server = RealServer(
            RealServerKey(try #require(IPAddress("2001:db8::7")), port: 0), method: .nat, upperThreshold: 100,
            lowerThreshold: 50)
        let table = Table([TableEntry(VirtualService(key, scheduler: .roundRobin), realServers: [server])])
        #expect(
            SaveFormat.text(table) == """
                -A -f 4294967295 -6 -s rr
                -a -f 4294967295 -6 -r [2001:db8::7]:0 -m -w 1 -x 100 -y 50

                """)
    }

    @Test("negative firewall marks, as ipvsadm writes them, are those of 32 bits")
    func negativeMark() throws {
        #expect(try service("-A -f -1 -6 -s nq -p 360").key == .firewallMark(.max, .ipv6))
    }

    @Test("what is left out has ipvsadm's defaults")
    func defaults() throws {
        let plain = try service("-A -t 192.0.2.1:80")
        #expect(plain.scheduler == .weightedLeastConnection)
        #expect(plain.persistence == nil)
        #expect(try service("-A -t 192.0.2.1 -p").persistence == Persistence(timeout: 360, prefixLength: 32))
        #expect(
            try server("-r 10.0.0.1")
                == RealServer(RealServerKey(.v4(IPv4Address(10, 0, 0, 1)), port: 80), method: .direct))
        #expect(try server("-r [2001:db8::1]").key.description == "[2001:db8::1]:80")
        #expect(try server("-r 10.0.0.1 -i").tunnel == .ipip)
    }

    @Test("long options, values after an equals sign, comments and empty lines are understood")
    func spellings() throws {
        let long = try SaveFormat.table(
            """
            # a comment

            ipvsadm --add-service --tcp-service=192.0.2.1:80 --scheduler rr --persistent=50\t--netmask 255.255.0.0\r
            --add-server --tcp-service 192.0.2.1:80 --real-server 10.0.0.1:81 --masquerading --weight=7  # the first
            """)
        #expect(
            long
                == (try table(
                    "-A -t 192.0.2.1:80 -s rr -p 50 -M 255.255.0.0",
                    "-a -t 192.0.2.1:80 -r 10.0.0.1:81 -m -w 7")))
    }

    @Test(
        "a line that cannot be is refused by number, with what is wrong",
        arguments: [
            ("-t 192.0.2.1:80", "a line adds either a virtual service (-A) or a real server (-a)"),
            ("-A -a -t 192.0.2.1:80", "a line adds either a virtual service (-A) or a real server (-a)"),
            ("-D -t 192.0.2.1:80", "'-D' is no option here"),
            ("-A -t 192.0.2.1:80 rr", "'rr' is no option here"),
            ("-A -t 192.0.2.1:80 -o=1", "'-o=1' is no option here"),
            ("-A -t", "-t needs a value"),
            ("-A -t 192.0.2.1:80 --scheduler=", "-s needs a value"),
            ("-A -s rr", "-t, -u, --sctp-service or -f is missing"),
            ("-A -t 192.0.2.1:80 -s rr -s wrr", "-s stands twice or contradicts another option"),
            ("-A -t 192.0.2.1:80 -u 192.0.2.1:80", "-u stands twice or contradicts another option"),
            ("-A -t 192.0.2.1:80 -6", "-6 does not belong here: it belongs to firewall marks"),
            ("-A -t www:http", "-t takes an address and a port in digits, not 'www:http'"),
            ("-A -t 192.0.2.1:65536", "-t takes an address and a port in digits, not '192.0.2.1:65536'"),
            ("-A -f 0", "-f takes a firewall mark from 1 to 4294967295, not '0'"),
            ("-A -f 4294967296", "-f takes a firewall mark from 1 to 4294967295, not '4294967296'"),
            ("-A -f +7", "-f takes a firewall mark from 1 to 4294967295, not '+7'"),
            ("-A -t 192.0.2.1", "port 0 does not belong here: only persistent services (-p) take all ports"),
            ("-A -t 192.0.2.1:80 -s r/r", "-s takes the name of a scheduler, not 'r/r'"),
            ("-A -t 192.0.2.1:80 -s rr -b sh-port", "-b takes flags of the scheduler rr, not 'sh-port'"),
            ("-A -t 192.0.2.1:80 -p 0", "-p takes a number from 1 to 2678400, not '0'"),
            ("-A -t 192.0.2.1:80 -p 2678401", "-p takes a number from 1 to 2678400, not '2678401'"),
            (
                "-A -t 192.0.2.1:80 -p 5 -M 255.0.255.0",
                "-M takes a netmask without gaps, such as 255.255.255.0, not '255.0.255.0'"
            ),
            ("-A -t [2001:db8::1]:80 -p 5 -M 129", "-M takes a prefix length from 1 to 128, not '129'"),
            ("-A -t 192.0.2.1:80 -o", "-o does not belong here: one-packet scheduling is for UDP"),
            ("-A -t 192.0.2.1:80 -r 10.0.0.1", "-r does not belong here: the line adds a virtual service"),
            ("-a -t 192.0.2.1:80 -r 10.0.0.1 -s rr", "-s does not belong here: the line adds a real server"),
            ("-a -t 192.0.2.1:80", "-r is missing"),
            ("-a -t 192.0.2.1:80 -r web1", "-r takes an address, with a port or without, not 'web1'"),
            ("-a -t 192.0.2.1:80 -r 10.0.0.1 -m -g", "-m stands twice or contradicts another option"),
            ("-a -t 192.0.2.1:80 -r 10.0.0.1 -w many", "-w takes a number from 0 to 2147483647, not 'many'"),
            ("-a -t 192.0.2.1:80 -r 10.0.0.1 -w -1", "-w takes a number from 0 to 2147483647, not '-1'"),
            (
                "-a -t 192.0.2.1:80 -r 10.0.0.1 -x 4294967296",
                "-x takes a number from 0 to 4294967295, not '4294967296'"
            ),
            (
                "-a -t 192.0.2.1:80 -r 10.0.0.1 -m --tun-type gre",
                "--tun-type does not belong here: the method is not tunnel (-i)"
            ),
            ("-a -t 192.0.2.1:80 -r 10.0.0.1 -i --tun-type vxlan", "--tun-type takes ipip, gue or gre, not 'vxlan'"),
            ("-a -t 192.0.2.1:80 -r 10.0.0.1 -i --tun-type gue", "--tun-port is missing"),
            (
                "-a -t 192.0.2.1:80 -r 10.0.0.1 -i --tun-type gue --tun-port 0",
                "--tun-port takes a number from 1 to 65535, not '0'"
            ),
            (
                "-a -t 192.0.2.1:80 -r 10.0.0.1 -i --tun-type gre --tun-port 6080",
                "--tun-port does not belong here: only gue has a port"
            ),
            ("-a -t 192.0.2.1:80 -r 10.0.0.1 -i --tun-csum", "--tun-csum does not belong here: ipip has no checksum"),
            ("-a -t 192.0.2.9:80 -r 10.0.0.1", "no earlier line adds the virtual service TCP 192.0.2.9:80"),
            ("-A -t 192.0.2.1:443 -s wrr", "TCP 192.0.2.1:443 has been added by an earlier line"),
            (
                "-a -t 192.0.2.1:443 -r 10.0.0.1:443",
                "10.0.0.1:443 of TCP 192.0.2.1:443 has been added by an earlier line"
            ),
        ])
    func refused(line: String, problem: String) {
        let text = "-A -t 192.0.2.1:443\n-a -t 192.0.2.1:443 -r 10.0.0.1\n\n\(line)\n"
        let error = #expect(throws: SaveFormatError.self) { try SaveFormat.table(text) }
        #expect(error?.description == "line 4: \(problem)")
    }

    @Test("a plan may add real servers to services that are there already")
    func planForWhatIsThere() throws {
        let plan = try SaveFormat.plan("-a -t 192.0.2.9:80 -r 10.0.0.1")
        #expect(plan.steps.count == 1)
        #expect(throws: SaveFormatError.self) { try SaveFormat.plan("-A -t 192.0.2.9") }
    }

    @Test("no damage to a text does more than an error on one of its lines", arguments: UInt64(0)..<400)
    func damaged(seed: UInt64) {
        var samples = Samples(seed: seed)
        var bytes = Array(SaveFormat.text(samples.savableTable()).utf8)
        let alphabet = Array("-=#[]:.,0123456789 \n\tAatufsbpMorgimwxy\u{e9}\u{0}".utf8) + [0xFF, 0x80]
        for _ in 0..<samples.number(1...20) where !bytes.isEmpty {
            let place = samples.number(0...bytes.count - 1)
            switch samples.number(0...3) {
            case 0: bytes.remove(at: place)
            case 1: bytes.insert(samples.pick(alphabet), at: place)
            case 2: bytes[place] = samples.pick(alphabet)
            default: bytes.swapAt(place, samples.number(0...bytes.count - 1))
            }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        do throws(SaveFormatError) {
            let table = try SaveFormat.table(text)
            #expect((try? SaveFormat.table(SaveFormat.text(table))) == table)
        } catch {
            #expect((1...text.utf8.count { $0 == 0x0A } + 1).contains(error.line))
        }
    }
}

/// What the real ipvsadm wrote, from `Tests/Fixtures/ipvsadm`.
enum IPVSADMText {
    static func read(_ name: String, file: String = #filePath) throws -> String {
        let tests = file.split(separator: "/").dropLast(2).joined(separator: "/")
        return try String(contentsOfFile: "/\(tests)/Fixtures/ipvsadm/\(name)", encoding: .utf8)
    }
}

extension Samples {
    /// A table that ipvsadm has words for: a service of all ports is persistent, one-packet is not TCP.
    mutating func savableTable() -> Table {
        Table(
            table().entries.map { entry in
                var service = entry.service
                if case .address(let transport, let endpoint) = service.key {
                    if endpoint.port == 0, service.persistence == nil {
                        service.persistence = Persistence(timeout: 60, prefixLength: service.key.family.bitWidth)
                    }
                    if transport == .tcp { service.flags.remove(.onePacket) }
                }
                return TableEntry(service, realServers: entry.realServers)
            })
    }
}
