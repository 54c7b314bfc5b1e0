import ControlMessages
import Glibc
import LoadBalancer
import Logging

/// The dumps that signals ask for, in the runtime directory.
enum StateDump {
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

    /// Writes a new file, readable by root and its group only, and renames it into place: what is planted under the
    /// name is replaced, never written through.
    static func write(_ kind: Kind, of node: Node, to directory: String, logger: Logger) async {
        let path = "\(directory)/dump.\(kind.rawValue)"
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
            try replace(path, with: bytes)
            logger.info("wrote \(path)")
        } catch {
            logger.warning("the dump \(path) was not written: \(error)")
        }
    }

    private static func replace(_ path: String, with bytes: [UInt8]) throws(StartError) {
        let temporary = "\(path).\(getpid())"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw StartError(String(cString: strerror(errno))) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard written > 0 else { break }
            rest = rest.dropFirst(written)
        }
        close(descriptor)
        guard rest.isEmpty, rename(temporary, path) == 0 else {
            let failure = StartError(String(cString: strerror(errno)))
            unlink(temporary)
            throw failure
        }
    }
}
