package import ControlMessages
import Deadlines
import HealthChecker
import HealthProbes
import IPVSKit
import NodeConfiguration
import Polling
import VRRPEngine
import VRRPTransport

extension Node {
    /// What runs, from which configuration, and what is wrong right now.
    package func status() async -> StatusMessage {
        StatusMessage(
            asOf: WallClock.now, version: ProgramVersion.text, startedAt: WallClock.timestamp(of: startedAt),
            uptime: (MonotonicClock.now - startedAt).seconds, generation: generation, configuration: source,
            counts: ObjectCounts(
                vrrpInstances: configuration.vrrpInstances.count,
                virtualServices: configuration.virtualServers.count,
                realServers: configuration.virtualServers.reduce(0) { $0 + $1.realServers.count },
                checks: CheckSpecification.all(of: configuration).count,
                managementGroups: configuration.managementServerGroups.count, agents: await groups.agentCount),
            problems: problems.current)
    }

    /// Where the configuration wants the dump of that kind (`data`, `stats` or `json`); nil where it does not say.
    package func dumpPath(_ kind: String) -> String? {
        let files = configuration.globals.dumpFiles
        switch kind {
        case "data": return files.state
        case "stats": return files.statistics
        case "json": return files.json
        default: return nil
        }
    }

    /// Every VRRP instance, by name.
    package func vrrpInstances() async -> VRRPListMessage {
        let routers = await vrrp?.snapshot() ?? []
        let refused = configuration.vrrpInstances.filter { $0.refusal != nil }
        let entries =
            routers.map(VRRPInstanceEntry.init) + refused.map { VRRPInstanceEntry(refused: $0, since: startedAt) }
        let strays = (await vrrp?.strayDiscards() ?? DiscardCounters()).all.filter { $0.count > 0 }
        return VRRPListMessage(
            asOf: WallClock.now, instances: entries.sorted { $0.name < $1.name },
            discarded: Dictionary(strays.map { ("\($0.reason)", $0.count) }) { first, _ in first })
    }

    /// Every virtual service with what the kernel says of it, in the order of the file.
    package func services() async -> ServiceListMessage {
        let snapshot = await self.pools.snapshot()
        let known = snapshot.kernel.map { Dictionary($0.map { ($0.service.key, $0) }) { first, _ in first } }
        return ServiceListMessage(
            asOf: WallClock.now,
            services: snapshot.pools.map { pool in
                ServiceEntry(
                    pool, wanted: snapshot.wanted[pool.key], overrides: snapshot.overrides[pool.key] ?? [:],
                    kernel: known?[pool.key])
            })
    }

    /// Has the kernel hold exactly what is wanted, weights set by hand and `lvs_sysctl` included, and answers with what was put right.
    package func verifyServices() async -> VerificationMessage {
        let steps = await pools.audit(keepingOverrides: false)
        let settings = await sysctls.audit()
        return VerificationMessage(asOf: WallClock.now, corrections: steps.map(\.description) + settings)
    }

    /// Every check, by service and server.
    package func checks() async -> CheckListMessage {
        let snapshots = await checks?.snapshot() ?? []
        return CheckListMessage(
            asOf: WallClock.now,
            checks: snapshots.sorted { $0.specification.key < $1.specification.key }.map(CheckEntry.init))
    }
}

/// The version of swiftlvsd.
package enum ProgramVersion {
    package static let text = "0.1.0"
}
