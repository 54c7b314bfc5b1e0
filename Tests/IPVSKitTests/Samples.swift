import Addresses
import Deadlines
import IPVSKit

/// Random tables, small enough that two of them have much in common.
struct Samples {
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    mutating func table() -> Table {
        let count = number(0...8)
        return Table((0..<count).map { _ in entry() })
    }

    mutating func entry() -> TableEntry {
        let service = service()
        let count = number(0...6)
        return TableEntry(service, realServers: (0..<count).map { _ in realServer(of: service.key.family) })
    }

    mutating func service() -> VirtualService {
        let key = key()
        let scheduler = pick([Scheduler.roundRobin, .weightedLeastConnection, .sourceHashing, .maglevHashing])
        let flags = pick([ServiceFlags(), .onePacket, .schedulerFlag1, [.schedulerFlag2, .schedulerFlag3]])
        let longest = key.family.bitWidth
        let persistence = Persistence(
            timeout: UInt32(number(1...3) * 60), prefixLength: number(1...longest), engine: pick([nil, "sip"]))
        return VirtualService(key, scheduler: scheduler, flags: flags, persistence: pick([nil, persistence]))
    }

    mutating func key() -> ServiceKey {
        let family = pick(AddressFamily.allCases)
        guard number(0...3) > 0 else { return .firewallMark(UInt32(number(1...3)), family) }
        let endpoint = Endpoint(address(family), port: UInt16(pick([0, 53, 80, 65535])))
        return .address(pick(TransportProtocol.allCases), endpoint)
    }

    mutating func realServer(of family: AddressFamily) -> RealServer {
        let method = pick([ForwardingMethod.nat, .direct, .tunnel])
        let tunnels = [Tunnel.ipip, .gre(.full), .gue(port: 6080, .remote), .gue(port: 1, .none)]
        let upper = UInt32(number(0...2) * 100)
        return RealServer(
            RealServerKey(address(family), port: UInt16(pick([0, 80, 8080]))), method: method,
            weight: pick([0, 1, 100, UInt32(Int32.max)]), upperThreshold: upper, lowerThreshold: upper / 2,
            tunnel: method == .tunnel ? pick(tunnels) : .ipip)
    }

    mutating func address(_ family: AddressFamily) -> IPAddress {
        let last = UInt32(number(1...3))
        return switch family {
        case .ipv4: .v4(IPv4Address(0x0A00_0000 | last))
        case .ipv6: .v6(IPv6Address(high: 0x2001_0DB8_0000_0000, low: UInt64(last)))
        }
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int {
        .random(in: range, using: &generator)
    }

    mutating func pick<Value>(_ values: [Value]) -> Value {
        values[number(0...values.count - 1)]
    }
}
