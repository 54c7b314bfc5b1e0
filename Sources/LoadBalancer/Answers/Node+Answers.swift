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
                virtualServices: configuration.virtualServers.reduce(0) { $0 + $1.serviceCount },
                realServers: configuration.virtualServers.reduce(0) { $0 + $1.serviceCount * $1.realServers.count },
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

    /// Every virtual service with what the kernel says of it, in the order of the file; then those of the kernel that
    /// are not in the file.
    package func services() async -> ServiceListMessage {
        let snapshot = await self.pools.snapshot()
        let known = snapshot.kernel.map { Dictionary($0.map { ($0.service.key, $0) }) { first, _ in first } }
        let configured = Set(snapshot.pools.lazy.flatMap(\.keys))
        let holders = joined.plan.servicesByKey
        let others = (snapshot.kernel ?? []).filter { !configured.contains($0.service.key) }
        return ServiceListMessage(
            asOf: WallClock.now,
            services: snapshot.pools.flatMap { pool in
                pool.keys.map { key in
                    var entry = ServiceEntry(pool, as: key, in: snapshot, kernel: known?[key])
                    entry.topologyService = holders[key]
                    return entry
                }
            },
            foreign: others.map { ServiceEntry(others: $0, adopted: snapshot.memory.adopted[$0.service.key]) })
    }

    /// Keeps services that are not in the file, all of them where none is named.
    package func adoptServices(_ choice: ServiceChoice) async throws(ControlError) -> ServiceChoiceMessage {
        let keys = try await pools.adopt(try Self.keys(choice))
        return ServiceChoiceMessage(asOf: WallClock.now, services: keys.map(\.description))
    }

    /// Removes services that are not in the file, all of them where none is named.
    package func purgeServices(_ choice: ServiceChoice) async throws(ControlError) -> ServiceChoiceMessage {
        let keys = try await pools.purge(try Self.keys(choice))
        return ServiceChoiceMessage(asOf: WallClock.now, services: keys.map(\.description))
    }

    private static func keys(_ choice: ServiceChoice) throws(ControlError) -> [ServiceKey]? {
        guard !choice.all else { return nil }
        var keys: [ServiceKey] = []
        for name in choice.services {
            guard let key = ServiceKey(pathText: name) else {
                throw .badRequest("\"\(name)\" is no service: [tcp/|udp/|sctp/]ADDRESS:PORT or fwmark/N[/ipv6]")
            }
            keys.append(key)
        }
        guard !keys.isEmpty else { throw .badRequest("name services, or say all") }
        return keys
    }

    /// Has the kernel hold exactly what is wanted, weights set by hand and `lvs_sysctl` included, and answers with what was put right.
    package func verifyServices() async throws(ControlError) -> VerificationMessage {
        guard let steps = await pools.audit(keepingOverrides: false) else {
            throw ControlError(
                status: 503, code: "ipvs_unreachable", message: "the IPVS table cannot be read; status says why")
        }
        let refused = await pools.backlog.refused.count
        guard refused == 0 else {
            throw ControlError(
                status: 500, code: "ipvs_refused",
                message:
                    "the kernel refuses \(refused) service\(refused == 1 ? "" : "s"); status names them and says why")
        }
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
