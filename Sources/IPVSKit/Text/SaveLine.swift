import Addresses

/// One line of ipvsadm's save format, understood.
struct SaveLine {
    enum Content {
        case service(VirtualService)
        case realServer(RealServer, of: ServiceKey)
    }

    let number: Int
    let content: Content

    var step: PlanStep {
        switch content {
        case .service(let service): .addService(service)
        case .realServer(let server, let key): .addRealServer(server, to: key)
        }
    }

    /// Nil for a line that says nothing.
    init?(_ text: Substring, number: Int) throws(SaveFormatError) {
        self.number = number
        do throws(Problem) {
            guard let words = try SaveWords(text) else { return nil }
            let key = try Self.serviceKey(words)
            content =
                switch words.command {
                case .addService: .service(try Self.service(key, words))
                default: .realServer(try Self.realServer(of: key, words), of: key)
                }
        } catch {
            throw SaveFormatError(line: number, error)
        }
    }

    private typealias Problem = SaveFormatError.Problem

    private static func serviceKey(_ words: SaveWords) throws(Problem) -> ServiceKey {
        let option = try words.only(of: [.tcp, .udp, .sctp, .firewallMark])
        guard let option, let word = words[option] else { throw .missing("-t, -u, --sctp-service or -f") }
        if option == .firewallMark {
            // A negative number is how ipvsadm writes a mark of 32 bits.
            let mark = word.hasPrefix("-") ? Int32(word).map { UInt32(bitPattern: $0) } : decimal(word)
            guard let mark, mark != 0 else {
                throw .value(word, option: "-f", expected: "a firewall mark from 1 to 4294967295")
            }
            return .firewallMark(mark, words.has(.ipv6) ? .ipv6 : .ipv4)
        }
        guard !words.has(.ipv6) else { throw .misplaced("-6", because: "it belongs to firewall marks") }
        let transport: TransportProtocol =
            switch option {
            case .udp: .udp
            case .sctp: .sctp
            default: .tcp
            }
        guard let (address, port) = place(word) else {
            throw .value(word, option: option.rawValue, expected: "an address and a port in digits")
        }
        return .address(transport, Endpoint(address, port: port ?? 0))
    }

    private static func service(_ key: ServiceKey, _ words: SaveWords) throws(Problem) -> VirtualService {
        var scheduler = Scheduler.weightedLeastConnection
        if let word = words[.scheduler] {
            guard let named = Scheduler(rawValue: word) else {
                throw .value(word, option: "-s", expected: "the name of a scheduler")
            }
            scheduler = named
        }
        var flags: ServiceFlags = []
        for name in (words[.schedulerFlags] ?? "").split(separator: ",") {
            guard let flag = SchedulerFlagName.flag(name, of: scheduler) else {
                throw .value(String(name), option: "-b", expected: "flags of the scheduler \(scheduler)")
            }
            flags.insert(flag)
        }
        let persistence = try persistence(key.family, words)
        if words.has(.onePacket) {
            if case .address(.tcp, _) = key { throw .misplaced("-o", because: "one-packet scheduling is for UDP") }
            flags.insert(.onePacket)
        }
        if case .address(_, let endpoint) = key, endpoint.port == 0, persistence == nil {
            throw .misplaced("port 0", because: "only persistent services (-p) take all ports")
        }
        return VirtualService(key, scheduler: scheduler, flags: flags, persistence: persistence)
    }

    private static func persistence(_ family: AddressFamily, _ words: SaveWords) throws(Problem) -> Persistence? {
        var prefixLength = family.bitWidth
        if let word = words[.netmask] {
            guard let length = maskLength(word, family) else {
                let expected =
                    switch family {
                    case .ipv4: "a netmask without gaps, such as 255.255.255.0"
                    case .ipv6: "a prefix length from 1 to 128"
                    }
                throw .value(word, option: "-M", expected: expected)
            }
            prefixLength = length
        }
        guard words.has(.persistent) else { return nil }
        let timeout = try number(words, .persistent, 1...Self.longestTimeout) ?? Self.usualTimeout
        return Persistence(timeout: timeout, prefixLength: prefixLength, engine: words[.engine])
    }

    private static func realServer(of key: ServiceKey, _ words: SaveWords) throws(Problem) -> RealServer {
        guard let word = words[.realServer] else { throw .missing("-r") }
        guard let (address, port) = place(word) else {
            throw .value(word, option: "-r", expected: "an address, with a port or without")
        }
        var ownPort: UInt16 = 0
        if case .address(_, let endpoint) = key { ownPort = endpoint.port }
        let method: ForwardingMethod =
            switch try words.only(of: [.direct, .tunnel, .nat]) {
            case .tunnel: .tunnel
            case .nat: .nat
            default: .direct
            }
        return RealServer(
            RealServerKey(address, port: port ?? ownPort), method: method,
            weight: try number(words, .weight, 0...UInt32(Int32.max)) ?? 1,
            upperThreshold: try number(words, .upperThreshold, 0...UInt32.max) ?? 0,
            lowerThreshold: try number(words, .lowerThreshold, 0...UInt32.max) ?? 0,
            tunnel: try tunnel(method, words))
    }

    private static func tunnel(_ method: ForwardingMethod, _ words: SaveWords) throws(Problem) -> Tunnel {
        let checksumOption = try words.only(of: [.noChecksum, .checksum, .remoteChecksum])
        let options = [
            words.has(.tunnelType) ? .tunnelType : nil, words.has(.tunnelPort) ? .tunnelPort : checksumOption,
        ]
        if method != .tunnel, let option = options.compactMap({ $0 }).first {
            throw .misplaced(option.rawValue, because: "the method is not tunnel (-i)")
        }
        let checksum: Tunnel.Checksum =
            switch checksumOption {
            case .checksum: .full
            case .remoteChecksum: .remote
            default: .none
            }
        let type = words[.tunnelType] ?? "ipip"
        if type != "gue", words.has(.tunnelPort) { throw .misplaced("--tun-port", because: "only gue has a port") }
        switch type {
        case "ipip":
            if let checksumOption { throw .misplaced(checksumOption.rawValue, because: "ipip has no checksum") }
            return .ipip
        case "gre":
            return .gre(checksum)
        case "gue":
            guard let port = try number(words, .tunnelPort, 1...65535) else { throw .missing("--tun-port") }
            return .gue(port: UInt16(truncatingIfNeeded: port), checksum)
        default:
            throw .value(type, option: "--tun-type", expected: "ipip, gue or gre")
        }
    }

    /// ipvsadm's: `-p` without a number.
    private static let usualTimeout: UInt32 = 360
    /// ipvsadm's: 31 days.
    private static let longestTimeout: UInt32 = 31 * 24 * 60 * 60

    /// Nil where the option is not there or has no value.
    private static func number(
        _ words: SaveWords, _ option: SaveOption, _ range: ClosedRange<UInt32>
    ) throws(Problem) -> UInt32? {
        guard let word = words[option] else { return nil }
        guard let number = decimal(word), range.contains(number) else {
            let expected = "a number from \(range.lowerBound) to \(range.upperBound)"
            throw .value(word, option: option.rawValue, expected: expected)
        }
        return number
    }

    private static func decimal(_ word: String) -> UInt32? {
        word.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? UInt32(word) : nil
    }

    /// An address with or without a port; IPv6 with a port needs brackets.
    private static func place(_ word: String) -> (IPAddress, UInt16?)? {
        if let endpoint = Endpoint(word) { return (endpoint.address, endpoint.port) }
        if let address = IPAddress(word) { return (address, nil) }
        guard word.hasPrefix("["), word.hasSuffix("]"), let address = IPv6Address(word.dropFirst().dropLast())
        else { return nil }
        return (.v6(address), nil)
    }

    private static func maskLength(_ word: String, _ family: AddressFamily) -> Int? {
        switch family {
        case .ipv4:
            guard let mask = IPv4Address(word)?.value else { return nil }
            let length = (~mask).leadingZeroBitCount
            return mask == (length == 0 ? 0 : UInt32.max << UInt32(32 - length)) ? length : nil
        case .ipv6:
            return decimal(word).flatMap { (1...128).contains($0) ? Int($0) : nil }
        }
    }
}
