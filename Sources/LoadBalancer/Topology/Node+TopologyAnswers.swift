import Addresses
package import ControlMessages
import IPVSKit
import NodeConfiguration
import Topology

extension Node {
    /// The services that follow the topology, cluster by cluster.
    package func topologyStatus() async -> TopologyMessage {
        let snapshot = await pools.snapshot()
        // Read after the wait, so that all of it is of one moment.
        let (joined, topology) = (self.joined, self.topology)
        let traffic = ClusterTraffic(joined.plan, kernel: snapshot.kernel ?? [])
        let mapping = joined.file.topology?.mapping
        return TopologyMessage(
            asOf: WallClock.now, source: topologySourceText, loadedAt: topology?.loadedAt,
            services: (topology?.document.services ?? []).map { service in
                TopologyServiceEntry(
                    name: service.name,
                    virtualIPs: mapping?.addresses(of: service.name).map(\.description) ?? [],
                    clusters: service.clusters.map { traffic.entry(of: $0.id) })
            },
            warnings: joined.plan.warnings.map(TopologyWarningEntry.init))
    }
}

extension TopologyWarningEntry {
    init(_ warning: TopologyWarning) {
        self.init(code: warning.code.rawValue, message: warning.message, service: warning.service)
    }
}
