import ControlMessages
import Glibc
import LoadBalancer
import Logging

/// The dumps that signals ask for: in the runtime directory, or where the configuration wants them.
struct StateDump: Sendable {
    let node: Node
    let directory: String
    let logger: Logger

    enum Kind: String, Sendable {
        /// SIGUSR1: everything.
        case data
        /// SIGUSR2: what is counted.
        case stats
        /// The signal of keepalived's JSON dump: VRRP.
        case json
    }

    private struct Everything: Encodable {
        let status: StatusMessage
        let vrrp: VRRPListMessage
        let services: ServiceListMessage
        let checks: CheckListMessage
        let groups: GroupListMessage
    }

    private struct Counted: Encodable {
        let vrrp: VRRPListMessage
        let services: ServiceListMessage
    }

    /// Writes a dump, readable by root and its group only.
    func write(_ kind: Kind) async {
        let path = await node.dumpPath(kind.rawValue) ?? "\(directory)/dump.\(kind.rawValue)"
        do {
            let bytes =
                switch kind {
                case .data:
                    try MessageCoding.encode(
                        Everything(
                            status: await node.status(), vrrp: await node.vrrpInstances(),
                            services: await node.services(), checks: await node.checks(),
                            groups: await node.managementGroups()))
                case .stats:
                    try MessageCoding.encode(
                        Counted(vrrp: await node.vrrpInstances(), services: await node.services()))
                case .json:
                    try MessageCoding.encode(await node.vrrpInstances())
                }
            try ReplacedFile.write(bytes, to: path, mode: 0o640)
            logger.info("wrote \(path)")
        } catch {
            logger.warning("\(error)")
        }
    }
}
