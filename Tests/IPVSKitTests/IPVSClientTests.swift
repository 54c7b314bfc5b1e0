import Addresses
import Deadlines
import IPVSKit
import Netlink
import Testing

@Suite("the IPVS client")
struct IPVSClientTests {
    private let kernel = FakeKernel()

    private func client() throws(IPVSError) -> IPVSClient {
        try IPVSClient(over: NetlinkConnection(kernel))
    }

    private func key(_ text: String) throws -> ServiceKey {
        .address(.tcp, try #require(Endpoint(text)))
    }

    private func server(_ text: String) throws -> RealServer {
        let endpoint = try #require(Endpoint(text))
        return RealServer(RealServerKey(endpoint.address, port: endpoint.port), method: .nat)
    }

    @Test("tables written over the wire are read back as they were", arguments: UInt64(0)..<200)
    func roundTrip(seed: UInt64) throws {
        var samples = Samples(seed: seed)
        let client = try client()
        for _ in 0..<3 {
            let wanted = samples.table()
            let plan = TableDiff.plan(from: try client.table(), to: wanted) { _ in true }
            #expect(try client.apply(plan).isEmpty)
            #expect(try client.table() == wanted)
            // What is expected says nothing about what is found.
            #expect(try client.table(expecting: wanted) == wanted)
            #expect(try client.table(expecting: samples.table()) == wanted)
            for entry in wanted.entries { #expect(try client.entry(for: entry.service.key) == entry) }
        }
    }

    @Test("a plan of any length goes in batches of at most 512 messages, and each refusal finds its step")
    func attribution() throws {
        let client = try client()
        let service = try key("192.0.2.1:80")
        var steps: [PlanStep] = [.addService(VirtualService(service, scheduler: .roundRobin))]
        for index in 0..<2_000 {
            let address = IPAddress.v4(IPv4Address(0x0A00_0000 + UInt32(index % 1_500)))
            steps.append(.addRealServer(RealServer(RealServerKey(address, port: 80), method: .nat), to: service))
        }
        let before = kernel.sent.count
        let failures = try client.apply(Plan(steps))
        #expect(kernel.sent.count - before == 4)
        #expect(failures.map(\.step) == Array(steps[1_501...]))
        #expect(failures.allSatisfy { $0.error.errno == 17 && $0.showsChangedTable })
        #expect(
            failures.first?.description
                == "add real server 10.0.0.0:80 of TCP 192.0.2.1:80: File exists "
                + "(somebody else has added it: read the table again)")
    }

    @Test("F13: a family that went with its module is told from a scheduler that is missing")
    func unloaded() throws {
        let client = try client()
        let plan = Plan([.addService(VirtualService(try key("192.0.2.1:80"), scheduler: .roundRobin))])
        kernel.faults.commands = 2
        #expect(try client.apply(plan).map(\.error.errno) == [2])
        kernel.faults.renumbered = 0x1D
        #expect(throws: IPVSError(.send, errno: 2, hint: "ip_vs was unloaded and loaded anew: make a new client")) {
            try client.apply(plan)
        }
        kernel.faults.family = 2
        #expect(throws: IPVSError.moduleMissing) { try client.apply(plan) }
        let error = #expect(throws: IPVSError.self) { try client.table() }
        #expect(error?.hint == "ip_vs was unloaded: modprobe ip_vs")
    }

    @Test("entries that are gone or there already tell that the table changed")
    func changedTable() throws {
        let client = try client()
        let service = VirtualService(try key("192.0.2.1:80"), scheduler: .roundRobin)
        let gone = try key("192.0.2.9:80")
        let missing = try server("10.0.0.1:80")
        let failures = try client.apply(
            Plan([
                .addService(service), .addService(service), .editService(VirtualService(gone, scheduler: .roundRobin)),
                .editRealServer(missing, of: service.key), .removeRealServer(missing.key, from: service.key),
                .removeService(gone),
            ]))
        #expect(failures.map(\.error.errno) == [17, 3, 2, 2, 3])
        #expect(failures.allSatisfy { $0.showsChangedTable })
        #expect(
            failures.map(\.error.command)
                == [.addService, .editService, .editRealServer, .removeRealServer, .removeService])
    }

    @Test("a missing scheduler module is named, and is no sign of a changed table")
    func missingScheduler() throws {
        let scheduler = try #require(Scheduler(rawValue: "nosuch"))
        let service = VirtualService(try key("192.0.2.1:80"), scheduler: scheduler)
        let failure = try #require(try client().apply(Plan([.addService(service)])).first)
        #expect(!failure.showsChangedTable)
        #expect(
            failure.description
                == "add virtual service TCP 192.0.2.1:80: No such file or directory "
                + "(the scheduler module ip_vs_nosuch is missing: modprobe ip_vs_nosuch)")
    }

    @Test("a kernel without IPVS is told with what to do")
    func moduleMissing() {
        kernel.faults.family = 2
        let error = #expect(throws: IPVSError.self) { try client() }
        #expect(error == .moduleMissing)
        #expect(error?.description.contains("modprobe ip_vs") == true)
    }

    @Test("a missing permission names the capability")
    func permission() throws {
        kernel.faults.commands = 1
        let client = try client()
        for read in [{ _ = try client.info() }, { _ = try client.table() }] {
            let error = #expect(throws: IPVSError.self) { try read() }
            #expect(error?.errno == 1)
            #expect(error?.hint?.contains("CAP_NET_ADMIN") == true)
        }
    }

    @Test("a socket that fails is an error of the whole plan")
    func socketFailure() throws {
        let client = try client()
        kernel.faults.receive = 105
        let error = #expect(throws: IPVSError.self) {
            try client.apply(Plan([.removeService(.firewallMark(1, .ipv4))]))
        }
        #expect(error?.command == .send)
        #expect(error?.hint == "answers of the kernel were lost: read the table again")
    }

    @Test("an entry that is not there is nil")
    func noEntry() throws {
        #expect(try client().entry(for: .firewallMark(1, .ipv4)) == nil)
    }

    @Test("damaged answers are read or refused, never a trap", arguments: UInt64(0)..<200)
    func damaged(seed: UInt64) throws {
        var samples = Samples(seed: seed)
        let client = try client()
        _ = try client.apply(TableDiff.plan(from: Table(), to: samples.table()) { _ in true })
        kernel.faults.damage = { bytes in
            var damaged = bytes
            // Behind the message header: what no kernel would send in it ends the whole conversation.
            for _ in 0..<samples.number(1...6) {
                damaged[samples.number(16...damaged.count - 1)] = UInt8(samples.number(0...255))
            }
            return damaged
        }
        _ = try? client.status()
    }

    @Test("answers cut at every length are refused or read", arguments: ["service-dump", "destination-dump"])
    func cut(name: String) throws {
        let golden = try GoldenMessage.bytes(name)
        for length in 20..<golden.count {
            let kernel = GoldenKernel([:])
            let client = try IPVSClient(over: NetlinkConnection(kernel))
            kernel.services = Array(golden[..<length])
            _ = try? client.status()
        }
    }
}
