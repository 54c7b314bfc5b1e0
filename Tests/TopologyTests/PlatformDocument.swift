import Addresses
import Topology

/// A topology in the platform's own form, written member by member.
struct PlatformDocument {
    struct Member {
        var id: String
        var privateAddress: String? = nil
        var publicAddress: String? = nil
        var kind = "Private"
        var states = ["Created", "Initialized", "Starting", "Active"]
        /// Proxy, port and protocol.
        var ports: [(proxy: Int, port: Int, name: String)] = [(80, 8_080, "http")]
        var partition = "np1"
    }

    struct Cluster {
        var id: String
        var hostNames: [String]
        var members: [Member]
    }

    struct Service {
        var name: String
        var ports = #"{"80":{"protocol":"http","value":8080,"proxy":80}}"#
        var clusters: [Cluster]
    }

    var services: [Service]

    init(_ services: Service...) { self.services = services }

    /// The first cluster's members, by their place.
    subscript(member: Int) -> Member {
        get { services[0].clusters[0].members[member] }
        set { services[0].clusters[0].members[member] = newValue }
    }

    var json: String {
        let services = services.map { "\"\($0.name)\":" + Self.text($0) }.joined(separator: ",")
        return #"{"topology":{"clusterMap":{},"serviceMap":{\#(services)}}}"#
    }

    func decoded() throws -> TopologyDocument { try TopologyDocument(json: Array(json.utf8)) }

    private static func text(_ service: Service) -> String {
        let clusters = service.clusters.map { "\"\($0.id)\":" + text($0, of: service.name) }.joined(separator: ",")
        return """
            {"serviceName":"\(service.name)","serviceType":"SingleTenant","portMap":\(service.ports),
            "clusterIdClusterMap":{\(clusters)}}
            """
    }

    private static func text(_ cluster: Cluster, of service: String) -> String {
        let members = cluster.members.map { "\"\($0.id)\":" + text($0) }.joined(separator: ",")
        let names = cluster.hostNames.map { "\"\($0)\"" }.joined(separator: ",")
        return """
            {"serviceName":"\(service)","clusterId":"\(cluster.id)","hostNames":[\(names)],"tenantRange":"*",
            "isLbCluster":false,"appId":"app1","accessUrls":{},"loadBalancerIps":[],"memberMap":{\(members)}}
            """
    }

    private static func text(_ member: Member) -> String {
        let ports = member.ports.map {
            #""\#($0.proxy)":{"protocol":"\#($0.name)","value":\#($0.port),"proxy":\#($0.proxy)}"#
        }.joined(separator: ",")
        let states = member.states.map { "\"\($0)\"" }.joined(separator: ",")
        func address(_ text: String?) -> String { text.map { "\"\($0)\"" } ?? "null" }
        return """
            {"memberId":"\(member.id)","networkPartitionId":"\(member.partition)","partitionId":"p1",
            "initTime":1700000000000,"portMap":{\(ports)},"defaultPrivateIP":\(address(member.privateAddress)),
            "memberPrivateIPs":[],"defaultPublicIP":\(address(member.publicAddress)),
            "memberStateManager":{"stateStack":[\(states)],"identifier":"\(member.id)"},
            "loadBalancingIPType":"\(member.kind)"}
            """
    }
}

extension PlatformDocument.Service {
    /// `php-c1` with p1 and p2.
    static let php = PlatformDocument.Service(
        name: "php",
        clusters: [
            PlatformDocument.Cluster(
                id: "php-c1", hostNames: ["php.example.org"],
                members: [
                    PlatformDocument.Member(id: "p1", privateAddress: "10.0.0.11"),
                    PlatformDocument.Member(id: "p2", privateAddress: "10.0.0.12"),
                ])
        ])
    /// `tomcat-c1` with t1.
    static let tomcat = PlatformDocument.Service(
        name: "tomcat",
        clusters: [
            PlatformDocument.Cluster(
                id: "tomcat-c1", hostNames: ["t.example.org"],
                members: [PlatformDocument.Member(id: "t1", privateAddress: "10.0.0.21")])
        ])
}

extension TopologyPlan {
    /// By the rules of most tests: two services with a virtual IP each, ports translated.
    static func of(
        _ document: PlatformDocument, mapping: String = "php|192.168.56.40,tomcat|192.168.56.41",
        filter: TopologyFilter = TopologyFilter(), translatesPorts: Bool = true,
        holders: [PlannedService.Key: String] = [:], taken: Set<PlannedService.Key> = []
    ) throws -> TopologyPlan {
        let rules = Rules(
            mapping: try ServiceMapping(mapping), filter: filter, translatesPorts: translatesPorts)
        return TopologyPlan(try document.decoded(), by: rules, holders: holders, taken: taken)
    }

    /// `tcp/192.168.56.40:80 > 10.0.0.11:8080 10.0.0.12:8080`, a line for each virtual service.
    var lines: [String] {
        services.map { "\($0.key) > " + $0.servers.map(\.endpoint.description).joined(separator: " ") }
    }
}
