import Addresses
import CLinux
package import Netlink

/// Puts routes and rules into the kernel, keeps them there and takes them away, and knows whose is which.
package struct RoutingKeeper: Sendable {
    private struct Holdings: Sendable {
        var routes: [ResolvedRoute] = []
        var rules: [RuleSpecification] = []

        var additions: [RouteChange] { routes.map(RouteChange.addRoute) + rules.map(RouteChange.addRule) }
        var names: [String] { routes.map(\.description) + rules.map(\.description) }

        /// The losses that would concern it.
        var losses: Set<RoutingLoss> {
            let routes = routes.map {
                RoutingLoss.route(destination: $0.specification.destination.network, table: $0.table)
            }
            return Set(routes + rules.map { RoutingLoss.rule(family: $0.family, preference: $0.preference) })
        }
    }

    /// What the kernel says of a route through an interface that is gone or down.
    private static let interfaceErrors: Set<Int32> = [ENODEV, ENETDOWN, ENETUNREACH]

    private var holdings: [Holder: Holdings] = [:]

    package init() {}

    /// Puts routes, then rules into the kernel. One that is there already is the holder's from now on.
    ///
    /// - Returns: what went wrong; the others are in force. An untracked route (`no_track`) whose interface is not there
    ///   or is down is no failure: `lacks` says when it can be tried again.
    package mutating func put(
        _ routes: [VirtualRoute], _ rules: [VirtualRule], of holder: Holder, in table: InterfaceTable,
        by kernel: some LinkProgramming
    ) -> [NetlinkError] {
        guard !routes.isEmpty || !rules.isEmpty else { return [] }
        var failures: [NetlinkError] = []
        var wanted = Holdings()
        for route in routes {
            do throws(MissingInterface) {
                wanted.routes.append(try ResolvedRoute(route.specification, in: table))
            } catch {
                if route.isUntracked { continue }
                failures.append(
                    NetlinkError("adding \(route.specification)", errno: ENODEV, explanation: "\(error)"))
            }
        }
        wanted.rules = rules.map(\.specification)
        let errors = kernel.errors(carryingOut: wanted.additions)
        let untracked = Set(routes.filter(\.isUntracked).map(\.specification))
        let tolerable = wanted.routes.indices.filter { untracked.contains(wanted.routes[$0].specification) }
        failures += errors.sorted { $0.key < $1.key }.filter { index, error in
            error.errno != EEXIST && !(tolerable.contains(index) && Self.interfaceErrors.contains(error.errno))
        }.map(\.value)
        // What was refused is wanted all the same: whether it is removed or put back later costs nothing.
        holdings[holder] = wanted
        return failures
    }

    /// Takes a holder's routes and rules away, the last one first. What is gone already is fine.
    ///
    /// - Parameters:
    ///   - routes: those that stay.
    ///   - rules: those that stay.
    package mutating func remove(
        of holder: Holder, except routes: [VirtualRoute] = [], _ rules: [VirtualRule] = [],
        by kernel: some LinkProgramming
    ) -> [NetlinkError] {
        guard var held = holdings.removeValue(forKey: holder) else { return [] }
        let keptRoutes = Set(routes.map(\.specification))
        let keptRules = Set(rules.map(\.specification))
        held.routes.removeAll { keptRoutes.contains($0.specification) }
        held.rules.removeAll { keptRules.contains($0) }
        let changes =
            held.rules.reversed().map(RouteChange.removeRule) + held.routes.reversed().map(RouteChange.removeRoute)
        return kernel.errors(carryingOut: changes).sorted { $0.key < $1.key }.map(\.value).filter {
            ![ESRCH, ENOENT, ENODEV].contains($0.errno)
        }
    }

    /// Takes away what a predecessor may have left of a router's routes and rules.
    package func removeLeftovers(
        _ routes: [VirtualRoute], _ rules: [VirtualRule], in table: InterfaceTable, by kernel: some LinkProgramming
    ) {
        let resolved = routes.compactMap { try? ResolvedRoute($0.specification, in: table) }
        let changes =
            rules.map(\.specification).map(RouteChange.removeRule) + resolved.map(RouteChange.removeRoute)
        // Most often there is nothing.
        _ = kernel.errors(carryingOut: changes)
    }

    /// Puts back what a holder should have and the kernel does not.
    ///
    /// - Returns: what was gone, as people read it, and what could not be put back.
    package func putBack(of holder: Holder, by kernel: some LinkProgramming) -> (
        restored: [String], failures: [NetlinkError]
    ) {
        guard let held = holdings[holder] else { return ([], []) }
        let errors = kernel.errors(carryingOut: held.additions)
        let restored = held.names.enumerated().filter { errors[$0.offset] == nil }.map(\.element)
        let failures = errors.filter { $0.value.errno != EEXIST }.sorted { $0.key < $1.key }.map(\.value)
        return (restored, failures)
    }

    /// Whether a holder's route was left out because its interface was not there, which is there now.
    package func lacks(_ routes: [VirtualRoute], of holder: Holder, in table: InterfaceTable) -> Bool {
        guard let held = holdings[holder], held.routes.count < routes.count else { return false }
        let known = Set(held.routes.map(\.specification))
        return routes.map(\.specification).contains { route in
            !known.contains(route) && route.interfaces.allSatisfy { table.link($0) != nil }
        }
    }

    /// Those that hold something that may be what went.
    package func holders(concernedBy losses: [RoutingLoss]) -> Set<Holder> {
        guard !losses.contains(.unknown) else { return Set(holdings.keys) }
        let lost = Set(losses)
        return Set(holdings.filter { !$0.value.losses.isDisjoint(with: lost) }.keys)
    }

    /// Those that have something in the kernel.
    package var holders: Set<Holder> { Set(holdings.keys) }
}

extension ResolvedRoute {
    fileprivate init(_ specification: RouteSpecification, in table: InterfaceTable) throws(MissingInterface) {
        try self.init(
            specification, interface: { table.link($0)?.index }, tableOfVRF: { table.link($0)?.kind?.vrfTable })
    }
}
