package import Addresses

/// What a topology comes to: virtual services with their real servers, and what could not be built.
package struct TopologyPlan: Sendable {
    /// What the configuration says about all services of a topology.
    package struct Rules: Hashable, Sendable {
        package let mapping: ServiceMapping
        package let filter: TopologyFilter
        /// Whether real servers may have other ports than the virtual service (NAT).
        package let translatesPorts: Bool
        /// Whether real servers may be of another family than the virtual service (tunnels).
        package let crossesFamilies: Bool

        package init(
            mapping: ServiceMapping, filter: TopologyFilter = TopologyFilter(), translatesPorts: Bool,
            crossesFamilies: Bool = false
        ) {
            self.mapping = mapping
            self.filter = filter
            self.translatesPorts = translatesPorts
            self.crossesFamilies = crossesFamilies
        }
    }

    /// By the topology's names, then by the mapping's order, then by port.
    package private(set) var services: [PlannedService] = []
    package private(set) var warnings: [TopologyWarning] = []
    /// How many services of the topology were looked at; the others are as in the plan before.
    package private(set) var built = 0
    private var rules: Rules?
    /// By the topology's names.
    private var parts: [String: Part] = [:]

    /// What one service of the topology came to.
    private struct Part: Sendable {
        let source: TopologyDocument.Service
        let services: [PlannedService]
        let warnings: [TopologyWarning]
    }

    package init() {}

    /// - Parameters:
    ///   - holders: who has which virtual service now, by the topology's names. Where two want one, the one that has it
    ///     keeps it; otherwise nobody gets it.
    ///   - taken: what belongs to others.
    ///   - predecessor: a plan whose parts are taken over where they are of the same services by the same rules; the
    ///     result is the same without it.
    package init(
        _ document: TopologyDocument, by rules: Rules, holders: [PlannedService.Key: String] = [:],
        taken: Set<PlannedService.Key> = [], after predecessor: TopologyPlan? = nil
    ) {
        self.rules = rules
        let known = predecessor?.rules == rules ? predecessor?.parts ?? [:] : [:]
        for service in document.services where rules.filter.admits(service) {
            let part: Part
            if let before = known[service.name], before.source == service {
                part = before
            } else {
                var builder = ServicePlanner(service, rules)
                builder.build()
                part = Part(source: service, services: builder.services, warnings: builder.warnings)
                built += 1
            }
            parts[service.name] = part
            services += part.services
            warnings += part.warnings
        }
        let present = Set(document.services.map(\.name))
        var told: Set<String> = []
        for name in rules.mapping.entries.map(\.service) where !present.contains(name) && told.insert(name).inserted {
            warnings.append(
                TopologyWarning(
                    .serviceMissing, service: name, object: name, "\(name) has a virtual IP and is not in the topology")
            )
        }
        refuse(taken)
        settleConflicts(holders)
    }

    /// The virtual IPs of what is built, each once, in order.
    package var virtualIPs: [IPAddress] {
        var known: Set<IPAddress> = []
        return services.map(\.key.virtual.address).filter { known.insert($0).inserted }
    }

    /// Who has which virtual service.
    package var holders: [PlannedService.Key: String] {
        Dictionary(services.map { ($0.key, $0.service) }) { first, _ in first }
    }

    /// Adds what is known of the plan elsewhere.
    package mutating func add(_ more: [TopologyWarning]) {
        warnings += more
    }

    private mutating func refuse(_ taken: Set<PlannedService.Key>) {
        guard !taken.isEmpty else { return }
        for service in services where taken.contains(service.key) {
            warnings.append(
                TopologyWarning(
                    .portOfFile, service: service.service, object: "\(service.key)",
                    "\(service.service) wants \(service.key), which is a virtual_server of the configuration file"))
        }
        services.removeAll { taken.contains($0.key) }
    }

    private mutating func settleConflicts(_ holders: [PlannedService.Key: String]) {
        var claims: [PlannedService.Key: [String]] = [:]
        for service in services { claims[service.key, default: []].append(service.service) }
        let conflicts = claims.filter { $0.value.count > 1 }
        guard !conflicts.isEmpty else { return }
        for (key, names) in conflicts.sorted(by: { $0.key < $1.key }) {
            let holder = holders[key].flatMap { names.contains($0) ? $0 : nil }
            warnings.append(
                TopologyWarning(
                    .portTaken, service: names[0], object: "\(key)",
                    "\(names.joined(separator: " and ")) both want \(key.virtual) (\(key.transport.rawValue)); "
                        + (holder.map { "\($0) keeps it" } ?? "none of them gets it")))
        }
        services.removeAll { conflicts[$0.key] != nil && holders[$0.key] != $0.service }
    }
}

// What it comes to counts, not how it was found.
extension TopologyPlan: Hashable {
    package static func == (left: TopologyPlan, right: TopologyPlan) -> Bool {
        left.services == right.services && left.warnings == right.warnings
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(services)
        hasher.combine(warnings)
    }
}
