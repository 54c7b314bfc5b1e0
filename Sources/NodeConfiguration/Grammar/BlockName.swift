/// The blocks of the language that are read.
package enum BlockName: String, Hashable, Sendable, CaseIterable {
    case topLevel = ""
    case globalDefs = "global_defs"
    case ipvsSysctl = "lvs_sysctl"
    case vrrpInstance = "vrrp_instance"
    case authentication
    case hmac = "auth_hmac"
    case syncGroup = "vrrp_sync_group"
    case trackScript = "vrrp_script"
    case trackFile = "track_file"
    case trackProcess = "vrrp_track_process"
    case trackGroup = "track_group"
    case garpGroup = "garp_group"
    case virtualServerGroup = "virtual_server_group"
    case virtualServer = "virtual_server"
    case realServer = "real_server"
    case tcpCheck = "TCP_CHECK"
    case httpCheck = "HTTP_GET"
    case sslCheck = "SSL_GET"
    case smtpCheck = "SMTP_CHECK"
    case dnsCheck = "DNS_CHECK"
    case udpCheck = "UDP_CHECK"
    case pingCheck = "PING_CHECK"
    case miscCheck = "MISC_CHECK"
    case fileCheck = "FILE_CHECK"
    case keepOpen = "KEEP_OPEN"
    case url
    case managementServerGroup = "management_server_group"
    case managementServer = "server"
    case peer
    case agent
    case cluster
    case topology
    case api
    case tls = "SSL"
    /// The whole of `swiftlvs-agent`'s own file.
    case agentFile = "agent.conf"
}

extension BlockName: CustomStringConvertible {
    /// As it goes after "in" or "at".
    package var description: String { self == .topLevel ? "at the top level" : "in '\(rawValue)'" }
}
