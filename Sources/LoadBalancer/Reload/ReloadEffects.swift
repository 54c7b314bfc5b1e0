import Addresses
package import ControlMessages
import Deadlines
import HealthChecker
package import IPVSKit
package import NodeConfiguration
import VRRPTransport

/// What runs, as far as a reload could cost something of it.
package struct RunningState: Sendable {
    /// The instances that are master, by name.
    package var masters: Set<String> = []
    /// Active connections, as the kernel counts them.
    package var connections: [ServiceKey: [RealServerKey: Int]] = [:]

    package init() {}
}

/// What a reload costs those who use what runs: roles that are given up, addresses that move, connections that end,
/// checks that forget what they found.
package enum ReloadEffects {
    package static func between(
        _ old: Configuration, and new: Configuration, state: RunningState
    ) -> [EffectEntry] {
        instances(old, new, state) + movedAddresses(old, new) + services(old, new, state) + laterGlobals(old, new)
    }

    // MARK: VRRP

    private static func instances(
        _ old: Configuration, _ new: Configuration, _ state: RunningState
    ) -> [EffectEntry] {
        let succession = InstanceSuccession(from: old, to: new)
        let gone = Set(succession.gone).subtracting(new.vrrpInstances.map(\.name))
        let running = Set(InstanceSuccession.identified(in: old))
        let going = Set(InstanceSuccession.identified(in: new))
        return old.vrrpInstances.compactMap { instance in
            func effect(_ text: String) -> EffectEntry {
                EffectEntry(kind: "vrrp_instance", name: instance.name, effect: text)
            }
            let addresses = instance.virtualAddresses.map(\.prefix.address.description).joined(separator: ", ")
            let wasMaster = state.masters.contains(instance.name)
            if gone.contains(instance.name) {
                return wasMaster ? effect("is master: says farewell and gives up \(addresses)") : nil
            }
            if let name = succession.renamed[instance.name] { return effect("goes on as \(name), with its role") }
            guard let own = running.first(where: { $0.name == instance.name }), !going.contains(own) else { return nil }
            return effect(
                wasMaster
                    ? "ends as master and starts anew as another virtual router: \(addresses) leaves until it is elected"
                    : "starts anew as another virtual router")
        }
    }

    private static func movedAddresses(_ old: Configuration, _ new: Configuration) -> [EffectEntry] {
        let renamed = InstanceSuccession(from: old, to: new).renamed
        let before = holders(in: old).mapValues { renamed[$0] ?? $0 }
        let after = holders(in: new)
        return before.keys.sorted().compactMap { address in
            guard let from = before[address], let to = after[address], from != to else { return nil }
            return EffectEntry(
                kind: "vrrp_instance", name: to, effect: "\(address) moves here from \(from)")
        }
    }

    private static func holders(in configuration: Configuration) -> [IPAddress: String] {
        Dictionary(
            configuration.vrrpInstances.flatMap { instance in
                (instance.virtualAddresses + instance.excludedAddresses).map { ($0.prefix.address, instance.name) }
            }
        ) { first, _ in first }
    }

    // MARK: Services

    private static func services(
        _ old: Configuration, _ new: Configuration, _ state: RunningState
    ) -> [EffectEntry] {
        let after = Dictionary(new.virtualServers.map { (ServiceName($0), $0) }) { first, _ in first }
        return old.virtualServers.flatMap { service -> [EffectEntry] in
            let name = ServiceName(service)
            let held = ServiceKey.all(of: service).compactMap { state.connections[$0] }
                .reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
            guard let next = after[name] else {
                let count = held.values.reduce(0, +)
                guard count > 0 else { return [] }
                return [
                    EffectEntry(
                        kind: "virtual_service", name: name.description, effect: "\(connections(count)) end with it")
                ]
            }
            guard !service.saysTheSame(as: next) else { return [] }
            return lostServers(of: service, next, held) + newChecks(of: service, next)
        }
    }

    private static func lostServers(
        of service: VirtualServer, _ next: VirtualServer, _ held: [RealServerKey: Int]
    ) -> [EffectEntry] {
        let kept = Set(next.realServers.map { RealServerKey($0.address, port: $0.port) })
        return service.realServers.compactMap { server in
            let key = RealServerKey(server.address, port: server.port)
            guard !kept.contains(key), let count = held[key], count > 0 else { return nil }
            let effect =
                next.drainTimeout > .zero
                ? "\(connections(count)) may go on for \(next.drainTimeout) at the most"
                : "\(connections(count)) end with it; drain_timeout would let them finish"
            return EffectEntry(
                kind: "real_server", name: "\(server.displayName) of \(ServiceName(service))", effect: effect)
        }
    }

    /// Checks that ask another question than before: what the old ones found says nothing about it.
    private static func newChecks(of service: VirtualServer, _ next: VirtualServer) -> [EffectEntry] {
        let name = ServiceName(service)
        let before = Dictionary(service.realServers.map { (RealServerKey($0.address, port: $0.port), $0) }) {
            first, _ in first
        }
        return next.realServers.flatMap { server -> [EffectEntry] in
            guard let old = before[RealServerKey(server.address, port: server.port)], old.checks != server.checks
            else { return [] }
            let (oldChecks, checks) = (
                CheckSpecification.all(of: old, behind: name), CheckSpecification.all(of: server, behind: name)
            )
            let succession = CheckSuccession(from: oldChecks, to: checks)
            return zip(checks, succession.predecessors).compactMap { check, predecessor in
                guard predecessor == nil else { return nil }
                return EffectEntry(
                    kind: "check", name: check.key.description,
                    effect: "begins anew: until its first result it counts as "
                        + (check.timing.alpha ? "failed" : "passed"))
            }
        }
    }

    private static func connections(_ count: Int) -> String { "\(count) active connection\(count == 1 ? "" : "s")" }

    // MARK: Globals

    /// Those that are looked at only at a start.
    private static func laterGlobals(_ old: Configuration, _ new: Configuration) -> [EffectEntry] {
        let (before, after) = (old.globals, new.globals)
        let words = [
            before.flushesAtStart == after.flushesAtStart ? nil : "lvs_flush",
            before.vrrpWaitForServices == after.vrrpWaitForServices ? nil : "vrrp_wait_for_services",
            before.startupDelay == after.startupDelay ? nil : "vrrp_startup_delay",
            before.delayAfterBoot == after.delayAfterBoot ? nil : "vrrp_delay_after_boot",
            before.startupScript?.withoutPlace == after.startupScript?.withoutPlace ? nil : "startup_script",
        ].compactMap(\.self)
        guard !words.isEmpty else { return [] }
        return [
            EffectEntry(
                kind: "global_defs", name: "global_defs",
                effect: "\(words.joined(separator: ", ")) count\(words.count == 1 ? "s" : "") from the next start on")
        ]
    }
}
