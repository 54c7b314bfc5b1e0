import Addresses
import CLinux
package import Deadlines
package import Logging
package import Netlink
package import VRRPEngine

/// Makes the addresses, routes and rules of masters the kernel's, keeps them so while they are master, and takes them
/// back.
package final class LinkKeeper {
    /// What came of putting something back.
    package struct PutBack {
        /// To be announced again.
        package var addresses: [VirtualAddress] = []
        /// Whether the router cannot be master without what the kernel refused.
        package var isRefused = false
    }

    /// What a successor gets at least at a kept stop: time for a restart, not for much more, as the peers take over
    /// meanwhile.
    private static let keptLifetime: UInt32 = 30

    let client: any LinkProgramming
    let reports: Reports
    var addresses = AddressKeeper()
    var routing = RoutingKeeper()
    var interfaces = VirtualInterfaces()
    private var switches = SwitchKeeper()
    /// Interfaces on which an address goes without taking others along.
    private var promoting: Set<Int32> = []
    private var refreshes = RefreshSchedule()
    private var lifetimesAreStale = false
    private var putBacks: [Holder: PutBackSchedule] = [:]
    /// Where it was not somebody else who took away what is to be put back.
    private var lossCauses: [Holder: LossCause] = [:]
    private var staticSettings = StaticSettings()
    var limiter = ReportLimiter()
    var filter = AddressFilter()
    private var filterClient: FilterClient?
    var filterPutBacks = PutBackSchedule()
    var hasTakenOverFilter = false

    package init(client: any LinkProgramming, reports: Reports) {
        self.client = client
        self.reports = reports
    }

    /// A keeper that tells a log alone.
    ///
    /// - Parameter filter: the socket to the filter, which is opened already.
    package convenience init(client: RouteClient, filter: FilterClient, logger: Logger) {
        self.init(client: client, reports: Reports(logger: logger, onIncident: { _ in }))
        filterClient = filter
    }

    /// Opens the socket to the filter on its first use: that loads modules into the kernel.
    func filterKernel() throws(NetlinkError) -> FilterClient {
        if let filterClient { return filterClient }
        let client = try FilterClient()
        filterClient = client
        return client
    }

    // MARK: Interfaces

    /// Makes ready what masters will need of the interfaces, so that a failover need not.
    package func prepare(_ routers: [HostedRouter], in watch: InterfaceWatch, at now: Instant) {
        for hosted in routers {
            do throws(NetlinkError) {
                try interfaces.prepare(hosted, in: watch, by: client, switches: &switches)
            } catch {
                report("virtual MAC", "\(error)", for: hosted.settings.name, at: now)
            }
            hosted.carrier = interfaces.name(for: hosted.key)
            hosted.sendingInterface =
                hosted.sendsFromCarrier ? hosted.carrier ?? hosted.key.interface : hosted.key.interface
            promote(hosted, in: watch.table, at: now)
            hearOwners(hosted, in: watch.table, at: now)
        }
    }

    /// The address that the router's advertisements come from.
    func source(
        for hosted: HostedRouter, among virtual: VirtualAddresses, in table: InterfaceTable
    ) -> IPAddress? {
        if hosted.sendsFromCarrier, let address = interfaces.linkLocalAddress(for: hosted.key, in: table) {
            return address
        }
        return table.source(for: hosted.settings, among: virtual)
    }

    /// Switches the interface with the router's MAC address on, unless it is.
    package func raise(_ hosted: HostedRouter, in table: InterfaceTable, at now: Instant) {
        guard !hosted.isRaised, hosted.carrier != nil else { return }
        do throws(NetlinkError) {
            try interfaces.raise(hosted.key, in: table, by: client)
            hosted.isRaised = true
        } catch {
            report("raise", "\(error)", for: hosted.settings.name, at: now)
        }
    }

    /// An interface is gone, and with it the addresses that it had.
    package func forget(interfaceIndex: Int32) {
        addresses.forget(interfaceIndex: interfaceIndex)
        switches.forget(interfaceIndex: interfaceIndex)
        promoting.remove(interfaceIndex)
        lifetimesAreStale = true
    }

    /// Without this a lifetime that ends would take the node's own addresses of the same subnet along.
    private func promote(_ hosted: HostedRouter, in table: InterfaceTable, at now: Instant) {
        let wantsLifetime = hosted.instance.lifetime.seconds(for: hosted.settings) != nil
        guard wantsLifetime || hosted.instance.promotesSecondaries else { return }
        for address in hosted.settings.addresses + hosted.settings.excludedAddresses {
            guard address.prefix.address.family == .ipv4, let link = hosted.interface(of: address).flatMap(table.link),
                !promoting.contains(link.index)
            else { continue }
            do throws(NetlinkError) {
                try switches.set([.promoteSecondaries: 1], on: link.index, by: client)
                promoting.insert(link.index)
            } catch {
                report(
                    "promote_secondaries", "the IPv4 addresses on \(link.name) get no lifetime: \(error)",
                    for: hosted.settings.name, at: now)
            }
        }
    }

    /// An owner that comes back advertises from the address that this node holds meanwhile. The kernel drops what comes
    /// from outside with an IPv4 address of its own, unless `accept_local` is set.
    private func hearOwners(_ hosted: HostedRouter, in table: InterfaceTable, at now: Instant) {
        guard hosted.key.family == .ipv4, !hosted.settings.isOwner, let link = table.link(hosted.key.interface) else {
            return
        }
        do throws(NetlinkError) {
            try switches.set([.acceptLocal: 1], on: link.index, by: client)
        } catch {
            report(
                "accept_local", "an owner of its addresses on \(link.name) will not be heard: \(error)",
                for: hosted.settings.name, at: now)
        }
    }

    // MARK: A master's belongings

    /// Whether a master's addresses went with an interface that is there again, or an untracked one is there only now.
    package func lacks(_ hosted: HostedRouter, in table: InterfaceTable) -> Bool {
        guard hosted.isMaster, hosted.hasActed else { return false }
        return wanted(by: hosted, in: table).contains { !carries($0, for: hosted, in: table) }
            || routing.lacks(hosted.instance.routes, of: .router(hosted.key), in: table)
    }

    /// The addresses that are there for a master: put there for it, or the host's own where the router owns them.
    package func carriedAddresses(of hosted: HostedRouter, in table: InterfaceTable) -> [VirtualAddress] {
        wanted(by: hosted, in: table).filter { carries($0, for: hosted, in: table) }.map(\.address)
    }

    private func carries(_ wanted: WantedAddress, for hosted: HostedRouter, in table: InterfaceTable) -> Bool {
        addresses.holds(wanted, for: .router(hosted.key)) || isOwnersOwn(wanted, of: hosted, in: table)
    }

    private func wanted(by hosted: HostedRouter, in table: InterfaceTable) -> [WantedAddress] {
        var missing: [AddressFailure] = []
        return hosted.wantedAddresses(in: table, missing: &missing)
    }

    /// Puts a router's addresses, routes and rules into the kernel. Returns whether it can be master.
    package func takeUp(_ hosted: HostedRouter, in table: InterfaceTable, at now: Instant) -> Bool {
        raise(hosted, in: table, at: now)
        hosted.waitsWithLeftovers = nil
        hosted.hasActed = true
        var failures: [AddressFailure] = []
        let wanted = hosted.wantedAddresses(in: table, missing: &failures)
        // Where they belong on another interface by now.
        for failure in addresses.remove(of: .router(hosted.key), except: Set(wanted), by: client) {
            reports.log.error("\(hosted.settings.name): \(failure.error)")
        }
        close(wanted, of: hosted, as: hosted.instance)
        failures += put(wanted, of: hosted, in: table)
        let refusedRoutes = routing.put(
            hosted.instance.routes, hosted.instance.rules, of: .router(hosted.key), in: table, by: client)
        for error in failures.map(\.error) + refusedRoutes {
            report(error.attempt, "\(error)", for: hosted.settings.name, at: now)
        }
        let refused = failures.filter { !$0.isTolerable }
        hosted.refusals = (refused.map(\.error) + refusedRoutes).map(\.description)
        hosted.refusedAddresses = refusedRoutes.isEmpty ? Set(refused.map(\.address)) : nil
        return hosted.refusals.isEmpty
    }

    private func put(
        _ wanted: [WantedAddress], of hosted: HostedRouter, in table: InterfaceTable
    ) -> [AddressFailure] {
        lifetimesAreStale = true
        return addresses.put(
            wanted, of: .router(hosted.key), valid: { valid($0, of: hosted) },
            adopts: { !isOwnersOwn($0, of: hosted, in: table) }, by: client)
    }

    /// Takes a router's addresses, routes and rules away, and what a predecessor left of them.
    package func putDown(_ hosted: HostedRouter, in table: InterfaceTable, at now: Instant) {
        let holder = Holder.router(hosted.key)
        putBacks[holder]?.cancel()
        let isFirst = !hosted.hasActed
        hosted.hasActed = true
        let mayWait = [.backup, .initialize].contains(hosted.router.state)
        if mayWait, isFirst || hosted.waitsWithLeftovers != nil, waitWithLeftovers(of: hosted, in: table) {
            return
        }
        var errors = routing.remove(of: holder, by: client)
        if isFirst { removeRoutingLeftovers(of: hosted, in: table) }
        errors += addresses.remove(of: holder, by: client).map(\.error)
        errors += addresses.removeLeftovers(leftovers(of: hosted, in: table), in: table, by: client).map(\.error)
        close([], of: hosted, as: hosted.instance)
        for error in errors { reports.log.error("\(hosted.settings.name): \(error)") }
        if hosted.isRaised || isFirst { interfaces.lower(hosted.key, by: client) }
        hosted.isRaised = false
        lifetimesAreStale = true
    }

    /// Takes away what new settings of a router no longer have. What differs in anything comes anew afterwards.
    package func putDown(_ hosted: HostedRouter, notIn new: InstanceSettings, in table: InterfaceTable) {
        let holder = Holder.router(hosted.key)
        let next = HostedRouter(new, at: hosted.told)
        next.carrier = new.virtualMAC == hosted.instance.virtualMAC ? hosted.carrier : nil
        var missing: [AddressFailure] = []
        var errors = routing.remove(of: holder, except: new.routes, new.rules, by: client)
        let kept = Set(next.wantedAddresses(in: table, missing: &missing))
        errors += addresses.remove(of: holder, except: kept, by: client).map(\.error)
        close(kept.filter { addresses.holds($0, for: holder) }, of: hosted, as: new)
        for error in errors { reports.log.error("\(hosted.settings.name): \(error)") }
        if new.virtualMAC != hosted.instance.virtualMAC { endCarrier(of: hosted) }
        lifetimesAreStale = true
    }

    /// A router ends for good: its interface goes with it, and what a predecessor left.
    package func end(_ hosted: HostedRouter, in table: InterfaceTable) {
        dropLeftovers(of: hosted, in: table, at: hosted.told)
        endCarrier(of: hosted)
    }

    private func endCarrier(of hosted: HostedRouter) {
        interfaces.remove(hosted.key, by: client, switches: &switches)
        hosted.carrier = nil
        hosted.isRaised = false
    }

    /// The node ends: everything that was set on interfaces is as it was.
    func end(_ routers: [HostedRouter], in table: InterfaceTable) {
        setStatic(StaticSettings(), in: table, at: .zero)
        for hosted in routers { end(hosted, in: table) }
        endFilter()
        switches.restore(by: client)
    }

    /// The node ends and leaves everything where it is.
    ///
    /// - Parameter forGood: whether it stays if no successor comes.
    func leave(forGood: Bool) {
        let lifetime = forGood ? AddressLifetime.forever : Self.keptLifetime
        for error in addresses.extend(by: lifetime, by: client) { reports.log.error("\(error)") }
    }

    /// Whether the kernel now takes what it refused to a router. It is there for a moment and gone again at once, and
    /// nobody is told of it: the router is not master, and another one may be.
    package func accepts(_ hosted: HostedRouter, in table: InterfaceTable, at now: Instant) -> Bool {
        guard let refused = hosted.refusedAddresses else { return acceptsAll(hosted, in: table, at: now) }
        var failures: [AddressFailure] = []
        let wanted = hosted.wantedAddresses(in: table, missing: &failures).filter { refused.contains($0.address) }
        close(wanted, of: hosted, as: hosted.instance)
        failures += put(wanted, of: hosted, in: table)
        for failure in failures {
            report(failure.error.attempt, "\(failure.error)", for: hosted.settings.name, at: now)
        }
        for failure in addresses.remove(of: .router(hosted.key), by: client) {
            reports.log.error("\(hosted.settings.name): \(failure.error)")
        }
        close([], of: hosted, as: hosted.instance)
        let lasting = failures.filter { !$0.isTolerable }
        hosted.refusals = lasting.map(\.error.description)
        return lasting.isEmpty
    }

    /// Routes and rules can only be tried with the addresses that they may name.
    private func acceptsAll(_ hosted: HostedRouter, in table: InterfaceTable, at now: Instant) -> Bool {
        let accepted = takeUp(hosted, in: table, at: now)
        let refusals = hosted.refusals
        putDown(hosted, in: table, at: now)
        hosted.refusals = refusals
        return accepted
    }

    func valid(_ wanted: WantedAddress, of hosted: HostedRouter) -> UInt32 {
        let isSafe =
            wanted.specification.prefix.address.family == .ipv6
            || promoting.contains(wanted.specification.interfaceIndex)
            || interfaces.contains(wanted.specification.interfaceIndex)
        let seconds = isSafe ? hosted.instance.lifetime.seconds(for: hosted.settings) : nil
        return seconds ?? AddressLifetime.forever
    }

    // MARK: What goes and comes back

    /// When something is to be refreshed or put back.
    var deadline: Instant? {
        if lifetimesAreStale { return .zero }
        let others = [refreshes.deadline, filterPutBacks.deadline].compactMap { $0 }
        return (putBacks.values.compactMap(\.deadline) + others).min()
    }

    /// Whether there are static routes or rules.
    var hasStaticRouting: Bool { !staticSettings.routes.isEmpty || !staticSettings.rules.isEmpty }

    /// Starts the lifetimes anew whose time has come.
    package func refresh(in table: InterfaceTable, at now: Instant) {
        if lifetimesAreStale {
            lifetimesAreStale = false
            refreshes.update(addresses.shortestLifetimes, at: now)
        }
        guard let deadline = refreshes.deadline, deadline <= now else { return }
        for turn in refreshes.takeDue(at: now) {
            for error in addresses.refresh(interfaceIndex: turn.interfaceIndex, in: table, by: client) {
                guard limiter.admit("refresh", at: now) != nil else { break }
                reports.log.error("\(error)")
            }
            if let late = turn.lateBy {
                let name = table.name(of: turn.interfaceIndex)?.description ?? "interface \(turn.interfaceIndex)"
                incident(name, "the lifetimes of the addresses on \(name) were started anew only after \(late)")
            }
        }
    }

    /// Takes the next holder whose belongings are to be looked after.
    package func nextPutBack(at now: Instant) -> Holder? {
        for holder in putBacks.filter({ $0.value.deadline.map { $0 <= now } ?? false }).keys {
            if putBacks[holder]?.takeDue(at: now) == true { return holder }
        }
        return nil
    }

    /// Puts back what a holder should have and the kernel does not.
    package func putBack(_ holder: Holder, name: String, in table: InterfaceTable, at now: Instant) -> PutBack {
        let (restored, refused) = addresses.putBack(of: holder, in: table, by: client)
        // A route that names an address as its source goes with it.
        let (routes, refusedRoutes) = routing.putBack(of: holder, by: client)
        var result = PutBack()
        result.addresses = restored.map(\.address)
        result.isRefused = refused.contains { $0.error.errno != ENODEV }
        let cause = lossCauses.removeValue(forKey: holder) ?? .somebodyElse
        let lost = restored.map { "\($0.specification.prefix)" } + routes
        guard !lost.isEmpty || !refused.isEmpty || !refusedRoutes.isEmpty else { return result }
        let often = putBacks[holder, default: PutBackSchedule()].putBack(at: now)
        if !lost.isEmpty {
            incident(name, "put back \(cause.phrase): \(Self.list(lost))")
            if let often, cause == .somebodyElse, limiter.admit("often \(name)", at: now) != nil {
                incident(name, "something on this host took it away \(often) times in a minute; \(Self.advice)")
            }
        }
        for error in refused.map(\.error).filter({ $0.errno != ENODEV }) + refusedRoutes {
            report("put back", "\(error)", for: name, at: now)
        }
        if !refused.isEmpty || !refusedRoutes.isEmpty { putBacks[holder]?.lost(at: now) }
        return result
    }

    /// An address was taken away, perhaps one of ours.
    package func noteLoss(of address: LinkAddress, in table: InterfaceTable, at now: Instant) {
        let holders = addresses.holders(of: address)
        guard !holders.isEmpty else { return }
        addresses.noteLoss(of: address)
        let hasEnded = addresses.lifetime(of: address).map {
            refreshes.age(of: address.interfaceIndex, at: now) >= .seconds(Int64($0))
        }
        if address.isDuplicate {
            noteDuplicate(of: address, in: table, at: now)
        }
        let cause = address.isDuplicate ? LossCause.duplicate : hasEnded ?? false ? .lifetimeEnded : .somebodyElse
        for holder in holders { lossCauses[holder] = cause }
        noteLoss(of: holders, at: now)
    }

    /// Duplicate address detection failed, perhaps for one of ours.
    package func noteDuplicate(of address: LinkAddress, in table: InterfaceTable, at now: Instant) {
        guard !addresses.holders(of: address).isEmpty else { return }
        let name = table.name(of: address.interfaceIndex)?.description ?? "interface \(address.interfaceIndex)"
        report(
            "duplicate \(address.prefix)",
            "another node has \(address.prefix): duplicate address detection failed, and the kernel does not use it",
            for: name, at: now)
    }

    /// For whom the address was put there.
    func holders(of address: LinkAddress) -> Set<Holder> { addresses.holders(of: address) }

    /// A master's addresses are to be put there anew.
    package func noteLack(of hosted: HostedRouter, at now: Instant) {
        noteLoss(of: [.router(hosted.key)], at: now)
    }

    /// Something went out of a routing table or from among the rules, perhaps of ours.
    func noteLosses(_ losses: [RoutingLoss], at now: Instant) {
        noteLoss(of: routing.holders(concernedBy: losses), at: now)
    }

    /// The kernel drops routes with their interface, and says nothing of it.
    func noteInterfaceChange(at now: Instant) {
        noteLoss(of: routing.holders, at: now)
    }

    /// Everything was read again, because changes were lost.
    func noteMissing(in table: InterfaceTable, at now: Instant) {
        addresses.forgetInterfaces(missingIn: table)
        noteLoss(of: addresses.holders(missingIn: table).union(routing.holders), at: now)
    }

    private func noteLoss(of holders: Set<Holder>, at now: Instant) {
        for holder in holders { putBacks[holder, default: PutBackSchedule()].lost(at: now) }
    }

    private static let advice = """
        where systemd-networkd has the interface, set KeepConfiguration=yes in its .network file, and \
        ManageForeignRoutes=no and ManageForeignRoutingPolicyRules=no in networkd.conf; from NetworkManager take the \
        interface away (nmcli device set IFACE managed no); a DHCP client must not flush it
        """

    private static func list(_ names: [String]) -> String {
        names.count > 8
            ? "\(names.prefix(8).joined(separator: ", ")) and \(names.count - 8) more" : names.joined(separator: ", ")
    }

    // MARK: Static entries

    /// Makes these the static entries.
    func setStatic(_ settings: StaticSettings, in table: InterfaceTable, at now: Instant) {
        let wanted = settings.addresses.compactMap { address -> WantedAddress? in
            guard let name = address.interface, let link = table.link(name) else { return nil }
            let options = settings.addressOptions[address] ?? AddressOptions()
            return WantedAddress(address, options.specification(of: address.prefix, on: link.index))
        }
        var errors: [NetlinkError] = []
        if settings != staticSettings {
            errors += routing.remove(of: .node, except: settings.routes, settings.rules, by: client)
            errors += addresses.remove(of: .node, except: Set(wanted), by: client).map(\.error)
        }
        staticSettings = settings
        errors += addresses.put(wanted, of: .node, valid: { _ in AddressLifetime.forever }, by: client)
            .map(\.error)
        errors += routing.put(settings.routes, settings.rules, of: .node, in: table, by: client)
        for error in errors { report("static \(error.attempt)", "\(error)", for: "static entries", at: now) }
    }

    /// An interface came or changed: what could not be there before may be now.
    func renewStatic(in table: InterfaceTable, at now: Instant) {
        guard staticSettings != StaticSettings() else { return }
        setStatic(staticSettings, in: table, at: now)
    }

    // MARK: Telling

    func report(_ kind: String, _ text: String, for name: String, at now: Instant) {
        guard limiter.admit("\(kind) \(name)", at: now) != nil else { return }
        incident(name, text)
    }

    func incident(_ name: String, _ text: String) {
        reports.onIncident(VRRPIncident(name: name, text: text))
    }
}
