import Addresses
import Deadlines
import Logging
import Netlink
import Testing
import VRRPTransport

/// When addresses are closed and opened, seen by the messages to a kernel that does everything.
@Suite("the order of closing addresses")
struct ClosingOrderTests {
    /// What the messages do that matter here.
    private static let names: [UInt16: String] = [
        20: "address on", 21: "address off", 0x0A00: "table", 0x0A0C: "close", 0x0A0E: "open",
    ]

    private let kernel = AgreeingKernel()

    /// The steps since the last look.
    private func steps() -> [String] { kernel.takeTypes().compactMap { Self.names[$0] } }

    private func play(accepts: Bool, _ body: (LinkKeeper, HostedRouter, InterfaceTable) -> Void) {
        let keeper = LinkKeeper(
            client: RouteClient(over: NetlinkConnection(kernel)), filter: FilterClient(over: NetlinkConnection(kernel)),
            logger: Logger(label: "closing order") { _ in SwiftLogNoOpLogHandler() })
        let hosted = HostedRouter(
            InstanceSettings(Samples.settings(), lifetime: .off, accepts: accepts), at: Samples.start)
        body(keeper, hosted, InterfaceTable(links: [Samples.link("eth0")]))
    }

    @Test("VR-91: an address is closed before it is put on its interface, and opened after it is off")
    func order() {
        play(accepts: false) { keeper, hosted, table in
            var isMaster = keeper.takeUp(hosted, in: table, at: Samples.start)
            #expect(isMaster)
            #expect(steps() == ["table", "table", "close", "address on"])
            keeper.putDown(hosted, in: table, at: Samples.start)
            #expect(steps() == ["address off", "open"])
            isMaster = keeper.takeUp(hosted, in: table, at: Samples.start)
            #expect(isMaster)
            #expect(steps() == ["close", "address on"])
        }
    }

    @Test("with accept nothing is closed")
    func accepting() {
        play(accepts: true) { keeper, hosted, table in
            let isMaster = keeper.takeUp(hosted, in: table, at: Samples.start)
            #expect(isMaster)
            #expect(steps() == ["address on"])
        }
    }
}

/// Notes the types of the messages and acknowledges those that ask for it.
private final class AgreeingKernel: NetlinkTransport {
    private static let acknowledge: Int32 = 4
    private static let missing: Int32 = 2
    private static let lookForTable: UInt16 = 0x0A01

    let receiveBufferSize = 8 << 20
    private var types: [UInt16] = []
    private var answers: [[UInt8]] = []

    func takeTypes() -> [UInt16] {
        defer { types = [] }
        return types
    }

    func send(_ messages: Span<UInt8>) throws(NetlinkError) {
        do throws(DecodeFailure) {
            try MessageReader.forEach(in: messages) { message throws(DecodeFailure) in
                types.append(message.header.type)
                guard message.header.hasFlag(Self.acknowledge) else { return }
                let errno = message.header.type == Self.lookForTable ? Self.missing : 0
                answers.append(Self.answer(to: message.header, errno))
            }
        } catch {
            throw NetlinkError("reading a request", errno: 22)
        }
    }

    func receive(into buffer: inout [UInt8]) throws(NetlinkError) -> Int {
        guard !answers.isEmpty else { throw NetlinkError("nothing more to say", errno: 110) }
        let answer = answers.removeFirst()
        buffer.replaceSubrange(0..<answer.count, with: answer)
        return answer.count
    }

    private static func answer(to request: MessageHeader, _ errno: Int32) -> [UInt8] {
        var writer = AttributeWriter()
        writer.message(MessageHeader(type: 2, flags: 0x100, sequence: request.sequence)) { writer in
            writer.fixed(-errno)
            writer.message(request) { _ in }
        }
        return writer.bytes
    }
}
