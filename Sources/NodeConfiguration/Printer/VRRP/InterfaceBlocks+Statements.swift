import Addresses
import Deadlines

extension Configuration {
    /// The blocks about interfaces that belong to no instance.
    func writeInterfaces(to list: inout StatementList) {
        for group in garpGroups {
            list.block("garp_group") { block in
                block.add("garp_interval", group.garpInterval)
                block.add("gna_interval", group.gnaInterval)
                block.lines("interfaces", group.interfaces.map { [$0.description] })
            }
        }
        list.lines(
            "interface_up_down_delays",
            interfaceDelays.map { [$0.interface.description, $0.down.inSeconds, $0.up.inSeconds] })
    }

    /// What is there whatever becomes of the instances.
    func writeStaticEntries(to list: inout StatementList) {
        for group in trackGroups {
            list.block("track_group", group.name) { block in
                block.lines("group", group.instances.map { [$0] })
            }
        }
        list.lines(
            "static_ipaddress",
            staticAddresses.map { $0.address.words + ($0.trackGroup.map { ["track_group", $0] } ?? []) })
        list.lines("static_routes", staticRoutes.map(\.words))
        list.lines("static_rules", staticRules.map(\.words))
    }
}
