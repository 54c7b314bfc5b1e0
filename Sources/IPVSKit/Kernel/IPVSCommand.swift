import CNetlink

/// What was asked of the kernel.
public enum IPVSCommand: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case openSocket = "open netlink socket"
    case resolveFamily = "resolve netlink family IPVS"
    case getInfo = "read IPVS version"
    case getService = "read virtual service"
    case getRealServers = "read real servers"
    case addService = "add virtual service"
    case editService = "edit virtual service"
    case removeService = "remove virtual service"
    case addRealServer = "add real server"
    case editRealServer = "edit real server"
    case removeRealServer = "remove real server"
    case getTimeouts = "read connection timeouts"
    case setTimeouts = "set connection timeouts"
    case getSyncDaemons = "read synchronisation daemons"
    case startSyncDaemon = "start synchronisation daemon"
    case stopSyncDaemon = "stop synchronisation daemon"
    case zeroCounters = "zero counters"
    case flush = "flush IPVS table"
    case send = "send to IPVS"

    /// The command in words: "add virtual service".
    public var description: String { rawValue }

    /// The command in the kernel's terms (`IPVS_CMD_…`); `IPVS_CMD_UNSPEC` for what is not one.
    var kernelNumber: UInt8 {
        switch self {
        case .openSocket, .resolveFamily, .send: UInt8(IPVS_CMD_UNSPEC)
        case .getInfo: UInt8(IPVS_CMD_GET_INFO)
        case .getService: UInt8(IPVS_CMD_GET_SERVICE)
        case .getRealServers: UInt8(IPVS_CMD_GET_DEST)
        case .addService: UInt8(IPVS_CMD_NEW_SERVICE)
        case .editService: UInt8(IPVS_CMD_SET_SERVICE)
        case .removeService: UInt8(IPVS_CMD_DEL_SERVICE)
        case .addRealServer: UInt8(IPVS_CMD_NEW_DEST)
        case .editRealServer: UInt8(IPVS_CMD_SET_DEST)
        case .removeRealServer: UInt8(IPVS_CMD_DEL_DEST)
        case .getTimeouts: UInt8(IPVS_CMD_GET_CONFIG)
        case .setTimeouts: UInt8(IPVS_CMD_SET_CONFIG)
        case .getSyncDaemons: UInt8(IPVS_CMD_GET_DAEMON)
        case .startSyncDaemon: UInt8(IPVS_CMD_NEW_DAEMON)
        case .stopSyncDaemon: UInt8(IPVS_CMD_DEL_DAEMON)
        case .zeroCounters: UInt8(IPVS_CMD_ZERO)
        case .flush: UInt8(IPVS_CMD_FLUSH)
        }
    }
}
