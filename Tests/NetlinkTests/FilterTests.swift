import Addresses
import Netlink
import Testing

@Suite("the filter's table")
struct FilterTests {
    private static let acknowledge: UInt16 = 4
    private static let deleteElement: UInt16 = 0x0A0E
    private let table = FilterTable()

    private func closed(_ text: String, on index: Int32 = 2) throws -> ClosedAddress {
        ClosedAddress(try #require(IPAddress(text)), on: index)
    }

    /// A kernel that acknowledges what asks for it, and refuses the message with a sequence number.
    private func kernel(refusing refused: UInt32? = nil, errno: Int32 = 2) -> ScriptedTransport {
        ScriptedTransport { messages, _ in
            guard let headers = try? messages.headers() else { return [] }
            if refused == 1 { return [.datagram(KernelAnswer.acknowledgement(1, errno: errno))] }
            return headers.filter { $0.hasFlag(Int32(Self.acknowledge)) || $0.sequence == refused }.map {
                let isRefused = $0.sequence == refused
                return .datagram(KernelAnswer.acknowledgement($0.sequence, errno: isRefused ? errno : 0))
            }
        }
    }

    private func client(_ kernel: ScriptedTransport) -> FilterClient { FilterClient(over: NetlinkConnection(kernel)) }

    @Test("addresses come and go in one transaction, a link-local one with its interface")
    func change() throws {
        let kernel = kernel()
        try client(kernel).change(table, closing: [closed("192.0.2.100"), closed("fe80::1")], opening: [])
        #expect(kernel.sent == [try GoldenMessage.bytes("filter-close")])
        #expect(kernel.unread == 0)
    }

    @Test("only the last message inside the frame asks for an acknowledgement")
    func frame() throws {
        let kernel = kernel()
        try client(kernel).replace(table, closing: [closed("192.0.2.100")])
        let headers = try #require(kernel.sent.first).headers()
        #expect(headers.map(\.sequence) == Array(1...UInt32(headers.count)))
        #expect(headers.first?.type == 0x10 && headers.last?.type == 0x11)
        let asking = headers.filter { $0.hasFlag(Int32(Self.acknowledge)) }
        #expect(asking.map(\.sequence) == [UInt32(headers.count - 1)])
    }

    @Test("a table that is made anew was there, so that it can be removed first")
    func replace() throws {
        let kernel = kernel()
        try client(kernel).replace(table, closing: [])
        let types = try #require(kernel.sent.first).headers().map { $0.type & 0xFF }
        #expect(types == [0x10, 0, 2, 0, 9, 9, 9, 3, 6, 6, 6, 6, 0x11])
    }

    @Test("a refused change is an error, and so is a transaction of which nothing is answered but its beginning")
    func refused() throws {
        for sequence in [UInt32(1), 2] {
            let kernel = kernel(refusing: sequence)
            let error = #expect(throws: NetlinkError.self) {
                try client(kernel).change(table, closing: [], opening: [closed("192.0.2.100"), closed("192.0.2.101")])
            }
            #expect(error?.errno == 2)
            #expect(error?.attempt == "changing table inet swiftlvsd of nf_tables")
            #expect(kernel.unread == 0)
        }
    }

    @Test("a table belongs to us by its name or its mark, else to others, and a missing one to nobody")
    func owner() throws {
        func owner(of name: String, mark: [UInt8]?) throws -> FilterTableOwner {
            let kernel = ScriptedTransport { _, _ in
                var writer = AttributeWriter()
                writer.message(MessageHeader(type: 0x0A00, flags: 0, sequence: 1)) { writer in
                    writer.fixed(UInt32(1))
                    writer.text(1, name)
                    if let mark { writer.bytes(6, mark) }
                }
                return [.datagram(writer.bytes), .datagram(KernelAnswer.acknowledgement(1))]
            }
            return try client(kernel).owner(of: name)
        }
        let text = Array("addresses that take no packets: swiftlvsd's".utf8) + [0]
        let mark = [0, UInt8(text.count)] + text
        #expect(try owner(of: "swiftlvsd", mark: nil) == .us)
        #expect(try owner(of: "site", mark: mark) == .us)
        #expect(try owner(of: "site", mark: [0, 2, 0x61, 0]) == .others)
        #expect(try owner(of: "site", mark: nil) == .others)
        let empty = ScriptedTransport { _, _ in [.datagram(KernelAnswer.acknowledgement(1, errno: 2))] }
        #expect(try client(empty).owner(of: "swiftlvsd") == .nobody)
        let bare = ScriptedTransport { _, _ in [.datagram(KernelAnswer.acknowledgement(1, errno: 22))] }
        #expect(throws: NetlinkError.self) { try client(bare).owner(of: "swiftlvsd") }
    }

    @Test("what somebody else takes out of the table is a loss; our own changes and other tables are none")
    func losses() {
        func isLoss(_ type: UInt16, table: String = "swiftlvsd", family: UInt8 = 1, port: UInt32 = 99) -> Bool {
            var writer = AttributeWriter()
            writer.message(MessageHeader(type: type, flags: 0, sequence: 1, portID: port)) { writer in
                writer.fixed(family)
                for _ in 0..<3 { writer.fixed(UInt8(0)) }
                writer.text(1, table)
            }
            return FilterMonitor.tellsLoss(writer.bytes.span, of: "swiftlvsd", except: 7)
        }
        for type: UInt16 in [0x0A02, 0x0A05, 0x0A08, 0x0A0B, 0x0A0E] { #expect(isLoss(type), "\(type)") }
        #expect(!isLoss(Self.deleteElement, port: 7))
        #expect(!isLoss(Self.deleteElement, table: "site"))
        #expect(!isLoss(Self.deleteElement, family: 2))
        #expect(!isLoss(0x0A0C))
        let broken: [UInt8] = [1, 2, 3]
        let isLost = FilterMonitor.tellsLoss(broken.span, of: "swiftlvsd", except: 7)
        #expect(isLost)
    }
}
