import Addresses
import CNetlink
import IPVSKit
import Netlink

/// IPVS without a kernel: acknowledges what is sent, and answers dumps with a table as Linux 6.1 writes it. Asks for no
/// memory while it does.
final class SyntheticKernel: NetlinkTransport {
    private static let family: UInt16 = 0x20
    /// Bytes of answers in one datagram, about the kernel's own page.
    private static let datagramSize = 3_500

    let receiveBufferSize = 8 << 20
    private let familyAnswer: [UInt8]
    private let acknowledgement = SyntheticKernel.message(NLMSG_ERROR, flags: NLM_F_CAPPED) { writer in
        for _ in 0..<5 { writer.fixed(UInt32(0)) }
    }
    private let done = SyntheticKernel.message(NLMSG_DONE, flags: NLM_F_MULTI) { $0.fixed(UInt32(0)) }
    private let services: [[UInt8]]
    /// In the order of the services, which is the one in which IPVSKit asks for them.
    private let realServers: [[[UInt8]]]

    /// What waits to be received, and how much of it has been.
    private var answers: [[UInt8]] = []
    private var received = 0
    private var sequence: UInt32 = 0
    private var nextService = 0

    init(holding table: Table) {
        familyAnswer = Self.message(GENL_ID_CTRL, flags: 0) { writer in
            writer.fixed(UInt32(0))
            writer.number(UInt16(CTRL_ATTR_FAMILY_ID), Self.family)
        }
        services = Self.datagrams(
            table.entries.map { entry in Self.part { SyntheticAnswer.write(entry.service, into: &$0) } })
        realServers = table.entries.map { entry in
            Self.datagrams(entry.realServers.map { server in Self.part { SyntheticAnswer.write(server, into: &$0) } })
        }
        answers.reserveCapacity(services.count + 2)
    }

    func send(_ messages: Span<UInt8>) throws(NetlinkError) {
        answers.removeAll(keepingCapacity: true)
        received = 0
        do throws(DecodeFailure) {
            try MessageReader.forEach(in: messages) { message throws(DecodeFailure) in
                sequence = message.header.sequence
                let command = try Int(GenericHeader(message).command)
                if message.header.type != Self.family {
                    answers.append(familyAnswer)
                } else if message.header.hasFlag(NLM_F_DUMP), command == IPVS_CMD_GET_SERVICE {
                    answers += services
                    nextService = 0
                } else if message.header.hasFlag(NLM_F_DUMP) {
                    answers += realServers[nextService]
                    nextService += 1
                }
                if message.header.hasFlag(NLM_F_ACK) { answers.append(acknowledgement) }
                if message.header.type == Self.family, message.header.hasFlag(NLM_F_DUMP) { answers.append(done) }
            }
        } catch {
            throw NetlinkError("reading a request", errno: EBADMSG, explanation: error.description)
        }
    }

    func receive(into buffer: inout [UInt8]) throws(NetlinkError) -> Int {
        guard received < answers.count else { throw NetlinkError("waiting for an answer", errno: ETIMEDOUT) }
        let answer = answers[received]
        received += 1
        for index in answer.indices { buffer[index] = answer[index] }
        var start = 0
        while start < answer.count {
            for byte in 0..<4 { buffer[start + 8 + byte] = UInt8(truncatingIfNeeded: sequence >> UInt32(byte * 8)) }
            start += cnetlink_align(Int(answer[start]) | Int(answer[start + 1]) << 8)
        }
        return answer.count
    }

    private static func part(_ attributes: (inout AttributeWriter) -> Void) -> [UInt8] {
        message(Int32(family), flags: NLM_F_MULTI) { writer in
            writer.fixed(UInt32(1))
            attributes(&writer)
        }
    }

    private static func message(_ type: Int32, flags: Int32, _ body: (inout AttributeWriter) -> Void) -> [UInt8] {
        var writer = AttributeWriter()
        writer.message(
            MessageHeader(type: UInt16(truncatingIfNeeded: type), flags: UInt16(truncatingIfNeeded: flags)), body)
        return writer.bytes
    }

    /// Messages packed into datagrams.
    private static func datagrams(_ messages: [[UInt8]]) -> [[UInt8]] {
        messages.reduce(into: []) { datagrams, message in
            if let last = datagrams.last, last.count + message.count <= datagramSize {
                datagrams[datagrams.count - 1] += message
            } else {
                datagrams.append(message)
            }
        }
    }
}

/// The attributes of a dump's parts, each with statistics in both sizes.
private enum SyntheticAnswer {
    static func write(_ service: VirtualService, into writer: inout AttributeWriter) {
        guard case .address(_, let endpoint) = service.key else { return }
        writer.nested(UInt16(IPVS_CMD_ATTR_SERVICE)) { writer in
            writer.number(UInt16(IPVS_SVC_ATTR_AF), UInt16(AF_INET))
            writer.number(UInt16(IPVS_SVC_ATTR_PROTOCOL), UInt16(IPPROTO_TCP))
            write(endpoint.address, UInt16(IPVS_SVC_ATTR_ADDR), into: &writer)
            writer.number(UInt16(IPVS_SVC_ATTR_PORT), endpoint.port.bigEndian)
            writer.text(UInt16(IPVS_SVC_ATTR_SCHED_NAME), service.scheduler.rawValue)
            writer.numbers(UInt16(IPVS_SVC_ATTR_FLAGS), [UInt32(IP_VS_SVC_F_HASHED), .max])
            writer.number(UInt16(IPVS_SVC_ATTR_TIMEOUT), UInt32(0))
            writer.number(UInt16(IPVS_SVC_ATTR_NETMASK), UInt32.max)
            writeStatistics(UInt16(IPVS_SVC_ATTR_STATS), UInt16(IPVS_SVC_ATTR_STATS64), into: &writer)
        }
    }

    static func write(_ server: RealServer, into writer: inout AttributeWriter) {
        writer.nested(UInt16(IPVS_CMD_ATTR_DEST)) { writer in
            write(server.key.address, UInt16(IPVS_DEST_ATTR_ADDR), into: &writer)
            writer.number(UInt16(IPVS_DEST_ATTR_PORT), server.key.port.bigEndian)
            writer.number(UInt16(IPVS_DEST_ATTR_FWD_METHOD), UInt32(0))
            writer.number(UInt16(IPVS_DEST_ATTR_WEIGHT), server.weight)
            writer.number(UInt16(IPVS_DEST_ATTR_TUN_TYPE), UInt8(0))
            writer.number(UInt16(IPVS_DEST_ATTR_TUN_PORT), UInt16(0))
            writer.number(UInt16(IPVS_DEST_ATTR_TUN_FLAGS), UInt16(0))
            for type in [
                IPVS_DEST_ATTR_U_THRESH, IPVS_DEST_ATTR_L_THRESH, IPVS_DEST_ATTR_ACTIVE_CONNS,
                IPVS_DEST_ATTR_INACT_CONNS, IPVS_DEST_ATTR_PERSIST_CONNS,
            ] { writer.number(UInt16(type), UInt32(0)) }
            writer.number(UInt16(IPVS_DEST_ATTR_ADDR_FAMILY), UInt16(AF_INET))
            writeStatistics(UInt16(IPVS_DEST_ATTR_STATS), UInt16(IPVS_DEST_ATTR_STATS64), into: &writer)
        }
    }

    private static func write(_ address: IPAddress, _ type: UInt16, into writer: inout AttributeWriter) {
        writer.bytes(type, address.bytes + [UInt8](repeating: 0, count: 16 - address.bytes.count))
    }

    private static func writeStatistics(_ type: UInt16, _ type64: UInt16, into writer: inout AttributeWriter) {
        let types = UInt16(IPVS_STATS_ATTR_CONNS)...UInt16(IPVS_STATS_ATTR_OUTBPS)
        writer.nested(type) { writer in for type in types { writer.number(type, UInt32(7)) } }
        writer.nested(type64) { writer in for type in types { writer.number(type, UInt64(7)) } }
    }
}
