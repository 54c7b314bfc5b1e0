import Addresses
import CLinux
import Glibc
import Polling

/// A host and its router in network namespaces of their own, each of which forbids one network.
final class ProhibitedNetwork: Sendable {
    /// Making namespaces takes iproute2 and rights that containers lack, also for root.
    static let isPossible: Bool = {
        let trial = "probes-\(getpid())-trial"
        defer { _ = system("ip netns del \(trial) 2>/dev/null") }
        return system("exec 2>/dev/null; ip netns add \(trial) && ip -n \(trial) link add v0 type veth peer name v1")
            == 0
    }()

    /// The host's own routes forbid these: connecting fails at once.
    static let forbiddenByHost = ["10.11.0.9", "2001:db8:3::9"].compactMap { IPAddress($0) }
    /// The router forbids this and says so by ICMPv6.
    static let forbiddenByRouter = ["2001:db8:2::9"].compactMap { IPAddress($0) }

    private let host: String
    private let router: String

    init() throws {
        host = "probes-\(getpid())-host"
        router = "probes-\(getpid())-router"
        let script = """
            set -e
            ip netns add \(host)
            ip netns add \(router)
            ip -n \(host) link add v0 type veth peer name v0 netns \(router)
            ip -n \(host) addr add 2001:db8:1::1/64 dev v0 nodad
            ip -n \(router) addr add 2001:db8:1::2/64 dev v0 nodad
            ip -n \(host) link set v0 up
            ip -n \(router) link set v0 up
            ip netns exec \(router) sh -c 'echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
            ip -n \(router) route add prohibit 2001:db8:2::/64
            ip -n \(host) route add default via 2001:db8:1::2
            ip -n \(host) route add prohibit 2001:db8:3::/64
            ip -n \(host) route add prohibit 10.11.0.0/24
            """
        guard system(script) == 0 else { throw SystemCallError("ip netns", on: host, errno: EIO) }
    }

    deinit {
        _ = system("ip netns del \(host); ip netns del \(router)")
    }

    /// Runs `work` on a thread inside the host's namespace; threads that it starts are inside as well.
    func onHost<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let path = "/run/netns/\(host)"
        return try await withCheckedThrowingContinuation { continuation in
            do {
                try NamedThread.start("test namespace") {
                    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
                    defer { close(descriptor) }
                    let result = clinux_enter_network_namespace(descriptor)
                    guard result == 0 else {
                        continuation.resume(throwing: SystemCallError("setns", on: path, errno: -result))
                        return
                    }
                    continuation.resume(with: Result { try work() })
                }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }
}
