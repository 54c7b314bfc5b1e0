package import Addresses

/// `real_server`: a server behind a virtual service.
package struct RealServer: Hashable, Sendable {
    package let address: IPAddress
    /// The port that packets are sent to: the service's own unless the method is NAT. 0 in a service for every port.
    package let port: UInt16
    /// 0 to 2147483647.
    package let weight: UInt32
    package let method: Forwarding
    /// Connections from which on the server gets no new ones; 0: no bound.
    package let upperThreshold: UInt32
    /// Connections below which it gets new ones again; 0: the kernel's choice. Never above the upper one.
    package let lowerThreshold: UInt32
    /// A failed server stays with weight 0 instead of being removed.
    package let inhibitOnFailure: Bool
    /// `notify_up` and `notify_down`
    package internal(set) var scripts: UpDownScripts?
    /// `smtp_alert`; nil: as `global_defs` says, and on where that says nothing.
    package internal(set) var sendsMail: Bool?
    /// All must pass; a server without checks is always up.
    package internal(set) var checks: [Check]

    package init(
        address: IPAddress, port: UInt16, weight: UInt32, method: Forwarding, upperThreshold: UInt32,
        lowerThreshold: UInt32, inhibitOnFailure: Bool, checks: [Check]
    ) {
        self.address = address
        self.port = port
        self.weight = weight
        self.method = method
        self.upperThreshold = upperThreshold
        self.lowerThreshold = lowerThreshold
        self.inhibitOnFailure = inhibitOnFailure
        self.checks = checks
    }
}
