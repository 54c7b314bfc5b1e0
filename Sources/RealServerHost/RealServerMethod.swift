/// How packets come from the load balancer.
package enum RealServerMethod: String, Hashable, Sendable, Codable, CaseIterable {
    /// As they are, to the host's hardware address.
    case direct = "dr"
    /// In another IP packet.
    case tunnel
}
