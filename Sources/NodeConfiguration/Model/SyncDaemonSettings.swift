package import Addresses

/// `lvs_sync_daemon`: connections are told to the other node, which goes on with them.
package struct SyncDaemonSettings: Hashable, Sendable {
    package let interface: InterfaceName
    /// The instance whose master tells and whose backup listens; nil: the node does both all the time.
    package var instance: String?
    /// What belongs together has the same number: that of the virtual router where the line has none.
    package let syncID: UInt8
    /// The rest is the kernel's choice where it is nil.
    package let maximumLength: UInt16?
    package let port: UInt16?
    package let ttl: UInt8?
    package let group: IPAddress?

    package init(
        interface: InterfaceName, instance: String?, syncID: UInt8, maximumLength: UInt16? = nil, port: UInt16? = nil,
        ttl: UInt8? = nil, group: IPAddress? = nil
    ) {
        self.interface = interface
        self.instance = instance
        self.syncID = syncID
        self.maximumLength = maximumLength
        self.port = port
        self.ttl = ttl
        self.group = group
    }
}

/// `lvs_timeouts`: seconds that IPVS keeps a silent connection; nil leaves the kernel's.
package struct ConnectionTimeouts: Hashable, Sendable {
    package internal(set) var tcp: UInt32?
    package internal(set) var tcpFIN: UInt32?
    package internal(set) var udp: UInt32?

    package init(tcp: UInt32? = nil, tcpFIN: UInt32? = nil, udp: UInt32? = nil) {
        self.tcp = tcp
        self.tcpFIN = tcpFIN
        self.udp = udp
    }
}
