/// The options of ipvsadm's save format.
enum SaveOption: String {
    case addService = "-A"
    case addServer = "-a"
    case tcp = "-t"
    case udp = "-u"
    case sctp = "--sctp-service"
    case firewallMark = "-f"
    case ipv6 = "-6"
    case scheduler = "-s"
    case schedulerFlags = "-b"
    case persistent = "-p"
    case netmask = "-M"
    case engine = "--pe"
    case onePacket = "-o"
    case realServer = "-r"
    case direct = "-g"
    case tunnel = "-i"
    case nat = "-m"
    case weight = "-w"
    case upperThreshold = "-x"
    case lowerThreshold = "-y"
    case tunnelType = "--tun-type"
    case tunnelPort = "--tun-port"
    case noChecksum = "--tun-nocsum"
    case checksum = "--tun-csum"
    case remoteChecksum = "--tun-remcsum"

    /// Whether something follows the option.
    enum Value {
        case none, optional, required
    }

    init?(word: some StringProtocol) {
        guard let option = Self(rawValue: String(word)) ?? Self.longNames[String(word)] else { return nil }
        self = option
    }

    var value: Value {
        switch self {
        case .addService, .addServer, .ipv6, .onePacket, .direct, .tunnel, .nat, .noChecksum, .checksum,
            .remoteChecksum:
            .none
        case .persistent:
            .optional
        case .tcp, .udp, .sctp, .firewallMark, .scheduler, .schedulerFlags, .netmask, .engine, .realServer, .weight,
            .upperThreshold, .lowerThreshold, .tunnelType, .tunnelPort:
            .required
        }
    }

    /// Which lines have it: nil for both.
    var command: SaveOption? {
        switch self {
        case .addService, .addServer, .tcp, .udp, .sctp, .firewallMark, .ipv6: nil
        case .scheduler, .schedulerFlags, .persistent, .netmask, .engine, .onePacket: .addService
        case .realServer, .direct, .tunnel, .nat, .weight, .upperThreshold, .lowerThreshold, .tunnelType, .tunnelPort,
            .noChecksum, .checksum, .remoteChecksum:
            .addServer
        }
    }

    private static let longNames: [String: SaveOption] = [
        "--add-service": .addService, "--add-server": .addServer, "--tcp-service": .tcp, "--udp-service": .udp,
        "--fwmark-service": .firewallMark, "--ipv6": .ipv6, "--scheduler": .scheduler,
        "--sched-flags": .schedulerFlags, "--persistent": .persistent, "--netmask": .netmask, "--ops": .onePacket,
        "--real-server": .realServer, "--gatewaying": .direct, "--ipip": .tunnel, "--masquerading": .nat,
        "--weight": .weight, "--u-threshold": .upperThreshold, "--l-threshold": .lowerThreshold,
    ]
}
