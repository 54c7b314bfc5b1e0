import Addresses
import Netlink
import Testing
import VRRPTransport

@Suite("closed addresses")
struct AddressFilterTests {
    private let kernel = FakeFilter()
    private let first = RouterKey(Samples.settings(virtualRouterID: 51))
    private let second = RouterKey(Samples.settings(virtualRouterID: 52))

    private func closed(_ addresses: String..., on index: Int32 = 2) -> Set<ClosedAddress> {
        Set(addresses.map { ClosedAddress(Samples.address($0), on: index) })
    }

    @Test("nothing is done to the kernel before something is closed, and the table goes at the end")
    func life() throws {
        var filter = AddressFilter()
        try filter.close([], of: first, by: kernel)
        #expect(kernel.calls.isEmpty)
        try filter.close(closed("192.0.2.100/24", "fe80::1/64", on: 7), of: first, by: kernel)
        #expect(kernel.tables == ["swiftlvsd": ["192.0.2.100", "fe80::1%7"]])
        try filter.close([], of: first, by: kernel)
        #expect(kernel.tables == ["swiftlvsd": []])
        try filter.end(by: kernel)
        #expect(kernel.tables.isEmpty)
        #expect(
            kernel.calls == [
                "replace swiftlvsd", "change swiftlvsd: -192.0.2.100 -fe80::1%7", "remove swiftlvsd",
            ])
        try filter.end(by: kernel)
        #expect(kernel.calls.count == 3)
    }

    @Test("only what differs goes to the kernel, and an address that two routers close opens with the second")
    func shared() throws {
        var filter = AddressFilter()
        try filter.close(closed("192.0.2.100/24"), of: first, by: kernel)
        kernel.forgetCalls()
        try filter.close(closed("192.0.2.100/24", "192.0.2.101/24"), of: second, by: kernel)
        try filter.close(closed("192.0.2.100/24", "192.0.2.101/24"), of: second, by: kernel)
        try filter.close([], of: first, by: kernel)
        #expect(kernel.calls == ["change swiftlvsd: +192.0.2.101"])
        try filter.close([], of: second, by: kernel)
        #expect(kernel.tables == ["swiftlvsd": []])
    }

    @Test("where somebody took the table away it is made anew with everything")
    func flushed() throws {
        var filter = AddressFilter()
        try filter.close(closed("192.0.2.100/24"), of: first, by: kernel)
        kernel.tables = [:]
        try filter.close(closed("192.0.2.101/24"), of: second, by: kernel)
        #expect(kernel.tables == ["swiftlvsd": ["192.0.2.100", "192.0.2.101"]])
    }

    @Test("what was refused is tried again with the next change")
    func refused() throws {
        var filter = AddressFilter()
        kernel.refusal = 95
        let error = #expect(throws: NetlinkError.self) {
            var tried = filter
            try tried.close(closed("192.0.2.100/24"), of: first, by: kernel)
        }
        #expect(error?.errno == 95)
        _ = try? filter.close(closed("192.0.2.100/24"), of: first, by: kernel)
        #expect(!filter.isInForce && filter.isWanted)
        kernel.refusal = nil
        try filter.close(closed("192.0.2.101/24"), of: second, by: kernel)
        #expect(kernel.tables == ["swiftlvsd": ["192.0.2.100", "192.0.2.101"]])
    }

    @Test("a predecessor's table goes, or holds what is still there and nothing else")
    func predecessor() throws {
        kernel.tables = ["swiftlvsd": ["192.0.2.1", "192.0.2.100"]]
        var filter = AddressFilter()
        try filter.begin(closing: [first: closed("192.0.2.100/24")], by: kernel)
        #expect(kernel.tables == ["swiftlvsd": ["192.0.2.100"]])
        var other = AddressFilter()
        try other.begin(closing: [first: []], by: kernel)
        #expect(kernel.tables.isEmpty)
        kernel.forgetCalls()
        try other.begin(closing: [:], by: kernel)
        #expect(kernel.calls.isEmpty)
    }

    @Test("a table of somebody else is neither changed nor removed")
    func foreign() throws {
        kernel.foreign = ["site"]
        var filter = AddressFilter()
        try filter.describe(FilterTable(name: "site"), by: kernel)
        let error = #expect(throws: NetlinkError.self) {
            var tried = filter
            try tried.close(closed("192.0.2.100/24"), of: first, by: kernel)
        }
        #expect(error?.description.contains("not swiftlvsd's") == true)
        try filter.begin(closing: [:], by: kernel)
        try filter.end(by: kernel)
        #expect(kernel.calls.isEmpty)
    }

    @Test("where the new table belongs to somebody else, the old one goes all the same")
    func describedAsForeign() throws {
        var filter = AddressFilter()
        try filter.close(closed("192.0.2.100/24"), of: first, by: kernel)
        kernel.foreign = ["site"]
        #expect(throws: NetlinkError.self) { try filter.describe(FilterTable(name: "site"), by: kernel) }
        #expect(kernel.tables.isEmpty)
        let isInForce = filter.isInForce
        #expect(!isInForce)
    }

    @Test("a table that is to be another one is made before the old one goes; one that stays is left alone")
    func described() throws {
        var filter = AddressFilter()
        try filter.close(closed("192.0.2.100/24"), of: first, by: kernel)
        kernel.forgetCalls()
        try filter.describe(FilterTable(), by: kernel)
        #expect(kernel.calls.isEmpty)
        try filter.describe(FilterTable(priority: 10), by: kernel)
        try filter.describe(FilterTable(name: "other", priority: 10), by: kernel)
        #expect(kernel.calls == ["replace swiftlvsd", "replace other", "remove swiftlvsd"])
        #expect(kernel.tables == ["other": ["192.0.2.100"]])
    }
}
