/// Which parts of a topology count here; an empty list lets all through.
package struct TopologyFilter: Hashable, Sendable {
    package var applications: Set<String> = []
    package var services: Set<String> = []
    package var clusters: Set<String> = []
    package var networkPartitions: Set<String> = []

    package init() {}

    func admits(_ service: TopologyDocument.Service) -> Bool { Self.admits(service.name, services) }

    func admits(_ cluster: TopologyDocument.Cluster) -> Bool {
        Self.admits(cluster.id, clusters) && Self.admits(cluster.application, applications)
    }

    func admits(_ member: TopologyDocument.Member) -> Bool {
        Self.admits(member.networkPartition, networkPartitions)
    }

    private static func admits(_ name: String?, _ names: Set<String>) -> Bool {
        names.isEmpty || name.map(names.contains) ?? false
    }
}
