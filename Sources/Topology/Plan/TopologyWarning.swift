/// Something in a topology that is not built, and why. The rest is.
package struct TopologyWarning: Hashable, Sendable {
    /// A word for scripts.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// A service of the mapping is not in the topology.
        case serviceMissing = "service_missing"
        /// A service of the topology is not in the mapping.
        case serviceWithoutVirtualIP = "service_without_virtual_ip"
        case serviceWithoutPorts = "service_without_ports"
        case clusterWithoutPorts = "cluster_without_ports"
        case clusterWithoutHostNames = "cluster_without_host_names"
        case memberWithoutPorts = "member_without_ports"
        case memberWithoutAddress = "member_without_address"
        case memberOfUnknownState = "member_of_unknown_state"
        /// The member's address is of another family than the virtual IP.
        case familyMismatch = "family_mismatch"
        /// The method cannot translate ports.
        case portMismatch = "port_mismatch"
        /// Two services want one virtual IP and port.
        case portTaken = "port_taken"
        /// A `virtual_server` of the configuration file has this virtual IP and port.
        case portOfFile = "port_of_file"
        /// Two members have one address and port.
        case serverTwice = "server_twice"
        /// No check of the configuration can tell whether servers of this service live.
        case notChecked = "not_checked"
    }

    package enum Severity: Hashable, Sendable {
        case warning
        case error
    }

    package let code: Code
    /// The one it is about; the first by name of several.
    package let service: String
    /// What it is about, such as `php-c1` or `tcp/192.0.2.1:80`; once for each code.
    package let object: String
    package let message: String

    package init(_ code: Code, service: String, object: String, _ message: String) {
        self.code = code
        self.service = service
        self.object = object
        self.message = message
    }

    package var severity: Severity {
        switch code {
        case .serviceWithoutPorts, .clusterWithoutPorts, .clusterWithoutHostNames, .memberWithoutPorts,
            .memberWithoutAddress, .portTaken, .portOfFile:
            .error
        case .serviceMissing, .serviceWithoutVirtualIP, .memberOfUnknownState, .familyMismatch, .portMismatch,
            .serverTwice, .notChecked:
            .warning
        }
    }
}
