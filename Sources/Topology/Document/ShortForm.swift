import Addresses

/// The short form: arrays of objects, for people and scripts. A member without a state is active.
enum ShortForm {
    static func readServices(
        _ reader: inout JSONReader, into intake: inout ServiceIntake
    ) throws(DocumentError) {
        try intake.begin(.short, reader)
        try reader.array { reader throws(DocumentError) in
            let start = reader.offset
            if let known = intake.takeKnown(nil, from: &reader) {
                try intake.identities.takeService(known.name, at: start)
            } else {
                let service = try readService(&reader, &intake.identities)
                intake.add(service, at: start..<reader.offset)
            }
        }
    }

    private static func readService(
        _ reader: inout JSONReader, _ identities: inout DocumentIdentities
    ) throws(DocumentError) -> TopologyDocument.Service {
        var name: String?
        var clusters: [TopologyDocument.Cluster] = []
        let start = reader.offset
        try reader.object { (reader, key) throws(DocumentError) in
            switch key {
            case "name": name = try reader.name("a service's name")
            case "clusters":
                try reader.array { reader throws(DocumentError) in
                    clusters.append(try readCluster(of: name, &reader, &identities))
                }
            default: try reader.skip()
            }
        }
        guard let name else { throw DocumentError("a service has no \"name\"", at: start) }
        try identities.takeService(name, at: start)
        return TopologyDocument.Service(name: name, clusters: clusters)
    }

    /// - Parameter service: nil where its name comes after its clusters.
    private static func readCluster(
        of service: String?, _ reader: inout JSONReader, _ identities: inout DocumentIdentities
    ) throws(DocumentError) -> TopologyDocument.Cluster {
        var (id, application, hostNames): (String?, String?, [String]?)
        var members: [TopologyDocument.Member] = []
        let start = reader.offset
        try reader.object { (reader, key) throws(DocumentError) in
            switch key {
            case "id": id = try reader.name("a cluster's id")
            case "application": application = try reader.optionalString()
            case "hostnames": hostNames = try reader.strings()
            case "members":
                try reader.array { reader throws(DocumentError) in
                    let start = reader.offset
                    let member = try readMember(&reader)
                    try identities.takeMember(member.id, of: service ?? "", at: start)
                    members.append(member)
                }
            default: try reader.skip()
            }
        }
        guard let id else { throw DocumentError("a cluster has no \"id\"", at: start) }
        try identities.takeCluster(id, at: start)
        return TopologyDocument.Cluster(id: id, application: application, hostNames: hostNames, members: members)
    }

    private static func readMember(
        _ reader: inout JSONReader
    ) throws(DocumentError) -> TopologyDocument.Member {
        var (id, address, partition): (String?, IPAddress?, String?)
        var state = MemberState.active
        var ports: [TopologyDocument.Port] = []
        let start = reader.offset
        try reader.object { (reader, key) throws(DocumentError) in
            switch key {
            case "id": id = try reader.name("a member's id")
            case "state": state = MemberState(try reader.string())
            case "address": address = try reader.address()
            case "network_partition": partition = try reader.optionalString()
            case "ports":
                try reader.array { reader throws(DocumentError) in ports.append(try reader.port(named: "port")) }
            default: try reader.skip()
            }
        }
        guard let id else { throw DocumentError("a member has no \"id\"", at: start) }
        return TopologyDocument.Member(
            id: id, state: state, address: address, ports: ports, networkPartition: partition)
    }
}
