import Addresses
import Deadlines
import Topology

extension TopologySettings {
    func write(to list: inout StatementList) {
        list.block("topology") { block in
            block.add("file", file)
            block.add(
                "service_virtual_ips", mapping.entries.map { "\($0.service)|\($0.address)" }.joined(separator: ","))
            for (keyword, names) in [
                ("application_filter", filter.applications), ("service_filter", filter.services),
                ("cluster_filter", filter.clusters), ("network_partition_filter", filter.networkPartitions),
            ] where !names.isEmpty {
                block.line([keyword] + names.sorted())
            }
            block.add("lvs_sched", scheduler)
            block.line(["lvs_method"] + method.words)
            block.add("persistence_timeout", persistenceTimeout ?? 0)
            block.add("delay_loop", delayLoop)
            block.add("drain_timeout", drainTimeout)
            block.add("weight", weight)
            block.add("vrrp_instance", vrrpInstance)
            for template in checks {
                template.check.write(
                    to: &block, connectAddress: template.connectAddress, connectPort: template.connectPort)
            }
        }
    }
}
