import CNetlink
import Glibc
import LabScenario
import Netlink
import Polling
import RawKernel

/// Counts what is written to IPVS in a network namespace, as the kernel itself sees it: a tap on netlink (nlmon).
struct RequestWatch: ~Copyable {
    private static let interface = "nlmon0"

    private let descriptor: Int32
    private let family: UInt16

    /// Looks at the tap that `add(to:)` has made in the calling thread's namespace; nil where there is none.
    static func open() throws -> RequestWatch? {
        let descriptor = rawkernel_watch_requests(interface)
        guard descriptor >= 0 else { return nil }
        let connection = NetlinkConnection(try NetlinkSocket(NETLINK_GENERIC))
        return RequestWatch(
            descriptor: descriptor, family: try FamilyResolver.identifier(of: IPVS_GENL_NAME, over: connection))
    }

    private init(descriptor: Int32, family: UInt16) {
        self.descriptor = descriptor
        self.family = family
    }

    deinit {
        close(descriptor)
    }

    /// Makes the tap; without one, where the kernel has no such thing, nothing is counted.
    static func add(to namespace: NetworkNamespace) async {
        try? await namespace.ip("link add \(interface) type nlmon", "link set \(interface) up")
    }

    /// The messages since the last call that change the table.
    func takeCount() throws -> Int {
        let count = rawkernel_count_changes(descriptor, family)
        guard count >= 0 else { throw SystemCallError("recv", on: "the tap on netlink", errno: Int32(-count)) }
        return count
    }
}
