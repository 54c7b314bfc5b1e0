import Addresses
import Netlink
import Testing

@Suite("links and addresses")
struct RouteTests {
    private func client(_ answer: [UInt8]) throws -> (RouteClient, ScriptedTransport) {
        let transport = ScriptedTransport { _, _ in [.datagram(answer)] }
        return (RouteClient(over: NetlinkConnection(transport)), transport)
    }

    private func changes(_ name: String) throws -> [LinkChange] {
        let bytes = try GoldenMessage.bytes(name)
        var changes: [LinkChange] = []
        LinkMonitor.read(bytes.span, into: &changes)
        return changes
    }

    private func add(_ text: String) throws -> RouteChange {
        .addAddress(AddressSpecification(try prefix(text), on: 2), valid: AddressLifetime.forever)
    }

    private func prefix(_ text: String) throws -> Prefix { try #require(Prefix(text)) }

    @Test("interfaces come with name, address, state and MTU")
    func links() throws {
        let (client, _) = try client(GoldenMessage.bytes("link-dump"))
        let links = try client.links()
        #expect(links.map(\.index) == [1, 2])
        #expect(links.map(\.name.description) == ["lo", "d0"])
        #expect(links.map(\.macAddress?.description) == ["00:00:00:00:00:00", "8e:4e:02:4f:4d:21"])
        #expect(links.map(\.mtu) == [65536, 1500])
        #expect(links.map(\.isLoopback) == [true, false])
        #expect(links.allSatisfy { $0.isUp && $0.hasCarrier })
    }

    @Test("an IPv4 address is added with global scope, no broadcast address and no lifetime")
    func addIPv4() throws {
        let (client, transport) = try client(KernelAnswer.acknowledgement(1))
        try client.carryOut(add("192.0.2.1/24"))
        #expect(transport.sent == [try GoldenMessage.bytes("add-address-ipv4")])
    }

    @Test("VR-92: an IPv6 address is added without duplicate address detection, /128 deprecated from the start")
    func addIPv6() throws {
        let (client, transport) = try client(KernelAnswer.acknowledgement(1))
        try client.carryOut(add("2001:db8:1::2/128"))
        #expect(transport.sent == [try GoldenMessage.bytes("add-address-ipv6-host")])
    }

    @Test("an address is removed with its prefix length")
    func remove() throws {
        let (client, transport) = try client(KernelAnswer.acknowledgement(1))
        try client.carryOut(.removeAddress(AddressSpecification(prefix("2001:db8::33/64"), on: 2)))
        #expect(transport.sent == [try GoldenMessage.bytes("delete-address-ipv6")])
    }

    @Test("the kernel's errno and words are in the error")
    func addRefused() throws {
        let (client, _) = try client(KernelAnswer.acknowledgement(1, errno: 17, explanation: "ipv4: Address exists"))
        let error = #expect(throws: NetlinkError.self) { try client.carryOut(add("192.0.2.1/24")) }
        #expect(error?.errno == 17)
        #expect(
            error?.description == "adding 192.0.2.1/24 to interface 2: File exists (ipv4: Address exists)")
    }

    @Test("a preferred lifetime is never longer than the valid one")
    func lifetimes() {
        #expect(AddressLifetime(valid: 5, preferred: AddressLifetime.forever).preferred == 5)
        #expect(AddressLifetime(valid: 5, preferred: 0).preferred == 0)
    }

    @Test("an added IPv4 address is told with its label")
    func addedIPv4() throws {
        let address = LinkAddress(
            interfaceIndex: 2, prefix: try prefix("192.0.2.1/24"), scope: 0, flags: 0x80, label: "d0")
        #expect(try changes("address-added-ipv4") == [.addressAdded(address)])
        #expect(try changes("address-removed-ipv4") == [.addressRemoved(address)])
    }

    @Test("an added IPv6 address is told with all its flags")
    func addedIPv6() throws {
        let address = LinkAddress(
            interfaceIndex: 2, prefix: try prefix("2001:db8:1::2/128"), scope: 0, flags: 0xA2, label: nil)
        #expect(try changes("address-added-ipv6") == [.addressAdded(address)])
        #expect(!address.isTentative && !address.isDuplicate)
    }

    @Test("an interface that goes is told by index and name")
    func linkRemoved() throws {
        let name = try #require(InterfaceName("d0"))
        #expect(try changes("link-removed") == [.linkRemoved(index: 2, name: name)])
    }

    @Test("a port that leaves a bridge is not an interface that goes")
    func bridgePort() throws {
        var bytes = try GoldenMessage.bytes("link-removed")
        bytes[16] = 7  // AF_BRIDGE
        var changes: [LinkChange] = []
        LinkMonitor.read(bytes.span, into: &changes)
        #expect(changes.isEmpty)
    }

    @Test("a notification that cannot be read asks for a new reading of everything")
    func unreadable() throws {
        var bytes = try GoldenMessage.bytes("address-added-ipv4")
        bytes[24] = 2
        var changes: [LinkChange] = []
        LinkMonitor.read(bytes.span, into: &changes)
        #expect(changes == [.resync])
    }

    @Test("the loopback interface is there on the machine that runs this")
    func realKernel() throws {
        let client = try RouteClient()
        let loopback = try #require(try client.links().first { $0.isLoopback })
        #expect(loopback.name.description == "lo")
        let monitor = try LinkMonitor()
        #expect(monitor.descriptor >= 0)
        #expect(try monitor.takeChanges().allSatisfy { $0 != .resync })
        _ = try client.addresses()
    }
}
