import Addresses

/// The platform's own form: maps whose keys are the names, and a member's state the last of its stack.
enum PlatformForm {
    static func readServices(
        _ reader: inout JSONReader, into intake: inout ServiceIntake
    ) throws(DocumentError) {
        try intake.begin(.platform, reader)
        try reader.object { (reader, name) throws(DocumentError) in
            try intake.identities.takeService(name, at: reader.offset)
            guard intake.takeKnown(name, from: &reader) == nil else { return }
            let start = reader.offset
            let service = try readService(name, &reader, &intake.identities)
            intake.add(service, at: start..<reader.offset)
        }
    }

    private static func readService(
        _ name: String, _ reader: inout JSONReader, _ identities: inout DocumentIdentities
    ) throws(DocumentError) -> TopologyDocument.Service {
        var ports: [TopologyDocument.Port] = []
        var clusters: [TopologyDocument.Cluster] = []
        try reader.object { (reader, key) throws(DocumentError) in
            switch key {
            case "portMap": ports = try readPorts(&reader)
            case "clusterIdClusterMap" where try !reader.takeNull():
                try reader.object { (reader, id) throws(DocumentError) in
                    try identities.takeCluster(id, at: reader.offset)
                    clusters.append(try readCluster(id, of: name, &reader, &identities))
                }
            case "clusterIdClusterMap": break
            default: try reader.skip()
            }
        }
        return TopologyDocument.Service(name: name, ports: ports, clusters: clusters)
    }

    private static func readCluster(
        _ id: String, of service: String, _ reader: inout JSONReader, _ identities: inout DocumentIdentities
    ) throws(DocumentError) -> TopologyDocument.Cluster {
        var (application, hostNames): (String?, [String]?)
        var members: [TopologyDocument.Member] = []
        try reader.object { (reader, key) throws(DocumentError) in
            switch key {
            case "appId": application = try reader.optionalString()
            case "hostNames": hostNames = try reader.strings()
            case "memberMap" where try !reader.takeNull():
                try reader.object { (reader, id) throws(DocumentError) in
                    try identities.takeMember(id, of: service, at: reader.offset)
                    members.append(try readMember(id, &reader))
                }
            case "memberMap": break
            default: try reader.skip()
            }
        }
        return TopologyDocument.Cluster(id: id, application: application, hostNames: hostNames, members: members)
    }

    private static func readMember(
        _ id: String, _ reader: inout JSONReader
    ) throws(DocumentError) -> TopologyDocument.Member {
        var addresses: (private: IPAddress?, public: IPAddress?)
        var kind = "Private"
        var kindOffset = reader.offset
        var ports: [TopologyDocument.Port] = []
        var state = MemberState.created
        var partition: String?
        try reader.object { (reader, key) throws(DocumentError) in
            switch key {
            case "defaultPrivateIP": addresses.private = try reader.address()
            case "defaultPublicIP": addresses.public = try reader.address()
            case "loadBalancingIPType":
                kindOffset = reader.offset
                kind = try reader.optionalString() ?? kind
            case "networkPartitionId": partition = try reader.optionalString()
            case "portMap": ports = try readPorts(&reader)
            case "memberStateManager" where try !reader.takeNull(): state = try readState(&reader)
            case "memberStateManager": break
            default: try reader.skip()
            }
        }
        let address: IPAddress?
        switch kind.lowercased() {
        case "private": address = addresses.private
        case "public": address = addresses.public
        default:
            throw DocumentError(
                "\"\(String(kind.prefix(60)))\" is neither Private nor Public", at: kindOffset
            ).inside("loadBalancingIPType")
        }
        return TopologyDocument.Member(
            id: id, state: state, address: address, ports: ports, networkPartition: partition)
    }

    private static func readState(_ reader: inout JSONReader) throws(DocumentError) -> MemberState {
        var state = MemberState.created
        try reader.object { (reader, key) throws(DocumentError) in
            guard key == "stateStack" else { return try reader.skip() }
            if let last = try reader.strings()?.last { state = MemberState(last) }
        }
        return state
    }

    /// Ports by their proxy's number.
    private static func readPorts(_ reader: inout JSONReader) throws(DocumentError) -> [TopologyDocument.Port] {
        guard try !reader.takeNull() else { return [] }
        var ports: [TopologyDocument.Port] = []
        try reader.object { (reader, _) throws(DocumentError) in ports.append(try reader.port(named: "value")) }
        return ports
    }
}
