package import Addresses
import CLinux
package import Netlink
package import Polling

/// What keeps virtual routers from running, or a configuration from being taken.
package enum VRRPTransportError: Error, Sendable, CustomStringConvertible {
    /// A socket, thread or poller was refused.
    case system(SystemCallError)
    /// Interfaces and addresses cannot be read.
    case netlink(NetlinkError)
    /// Two instances share interface, family and VRID.
    case duplicateRouter(first: String, second: String, interface: InterfaceName, virtualRouterID: UInt8)
    /// There is no instance of this name.
    case unknownInstance(String)
    /// The service was stopped.
    case stopped

    package var description: String {
        switch self {
        case .system(let error):
            [EPERM, EACCES].contains(error.errno)
                ? "VRRP cannot run: \(error); raw sockets need root or CAP_NET_RAW and CAP_NET_ADMIN"
                : "VRRP cannot run: \(error)"
        case .netlink(let error):
            "VRRP cannot watch the interfaces: \(error)"
        case .duplicateRouter(let first, let second, let interface, let virtualRouterID):
            "\(first) and \(second) both have virtual_router_id \(virtualRouterID) on \(interface): give one another id"
        case .unknownInstance(let name):
            "there is no vrrp_instance \(name)"
        case .stopped:
            "VRRP was stopped"
        }
    }
}

extension VRRPTransportError {
    /// Runs `body` and wraps the error it throws.
    static func wrapping<Value>(_ body: () throws(SystemCallError) -> Value) throws(VRRPTransportError) -> Value {
        do throws(SystemCallError) {
            return try body()
        } catch {
            throw .system(error)
        }
    }

    /// Runs `body` and wraps the error it throws.
    static func wrapping<Value>(_ body: () throws(NetlinkError) -> Value) throws(VRRPTransportError) -> Value {
        do throws(NetlinkError) {
            return try body()
        } catch {
            throw .netlink(error)
        }
    }
}
