import Addresses
import CLinux
package import Deadlines
package import Logging
package import Netlink
import VRRPEngine

/// Makes the addresses, routes and rules of masters the kernel's, keeps them so while they are master, and takes them
/// back.
package final class LinkKeeper {
    /// What came of putting something back.
    struct PutBack {
        /// To be announced again.
        var addresses: [VirtualAddress] = []
        /// Whether the router cannot be master without what the kernel refused.
        var isRefused = false
    }

    /// What a successor gets at least at a kept stop: time for a restart, not for much more, as the peers take over
    /// meanwhile.
    private static let keptLifetime: UInt32 = 30

    let client: RouteClient
    let reports: Reports
    private var addresses = AddressKeeper()
    private var routing = RoutingKeeper()
    private var interfaces = VirtualInterfaces()
    private var switches = SwitchKeeper()
    /// Interfaces on which an address goes without taking others along.
    private var promoting: Set<Int32> = []
    private var refreshes = RefreshSchedule()
    private var lifetimesAreStale = false
    private var putBacks: [Holder: PutBackSchedule] = [:]
    private var staticSettings = StaticSettings()
    var limiter = ReportLimiter()
    var filter = AddressFilter()
    private var filterClient: FilterClient?
    var filterPutBacks = PutBackSchedule()
    var hasTakenOverFilter = false

    init(client: RouteClient, reports: Reports) {
        self.client = client
        self.reports = reports
    }

    /// A keeper that tells a log alone.
    ///
    /// - Parameter filter: the socket to the filter, which is opened already.
    package convenience init(client: RouteClient, filter: FilterClient, logger: Logger) {
        self.init(
            client: client,
            reports: Reports(
                log: LogRelay(logger), onNotice: { _ in }, onIncident: { _ in }, onProblem: { _ in },
                onConflict: { _ in }, onFailure: { _ in }, recorder: VRRPRecorder()))
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
    func prepare(_ routers: [HostedRouter], in watch: InterfaceWatch, at now: Instant) {
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
        }
    }

    /// The address that the router's advertisements come from.
    func source(for hosted: HostedRouter, in table: InterfaceTable) -> IPAddress? {
        if hosted.sendsFromCarrier, let address = interfaces.linkLocalAddress(for: hosted.key, in: table) {
            return address
        }
        return table.source(for: hosted.settings)
    }

    /// Switches the interface with the router's MAC address on, unless it is.
    func raise(_ hosted: HostedRouter, in table: InterfaceTable, at now: Instant) {
        guard !hosted.isRaised, hosted.carrier != nil else { return }
        hosted.isRaised = true
        do throws(NetlinkError) {
            try interfaces.raise(hosted.key, in: table, by: client)
        } catch {
            report("raise", "\(error)", for: hosted.settings.name, at: now)
        }
    }

    /// An interface is gone, and with it the addresses that it had.
    func forget(interfaceIndex: Int32) {
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
            guard address.prefix.address.family == .ipv4, let link = table.link(hosted.interface(of: address)),
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

    // MARK: A master's belongings

    /// Whether a master's addresses went with an interface that is there again.
    func lacks(_ hosted: HostedRouter, in table: InterfaceTable) -> Bool {
        guard hosted.isMaster, hosted.hasActed, !hosted.settings.isOwner else { return false }
        var missing: [AddressFailure] = []
        let wanted = hosted.wantedAddresses(in: table, missing: &missing)
        guard wanted.contains(where: { !addresses.holds($0, for: .router(hosted.key)) }) else { return false }
        hosted.isRaised = false
        return true
    }

    /// Puts a router's addresses, routes and rules into the kernel. Returns whether it can be master.
    package func takeUp(_ hosted: HostedRouter, in table: InterfaceTable, at now: Instant) -> Bool {
        raise(hosted, in: table, at: now)
        noteLateSuccession(of: hosted, at: now)
        hosted.waitsWithLeftovers = nil
        hosted.hasActed = true
        var failures: [AddressFailure] = []
        let wanted = hosted.wantedAddresses(in: table, missing: &failures)
        let seconds = hosted.instance.lifetime.seconds(for: hosted.settings) ?? AddressLifetime.forever
        close(wanted, of: hosted, as: hosted.instance)
        failures += addresses.put(
            wanted, of: .router(hosted.key), valid: { self.valid($0, seconds) },
            adopts: !hosted.settings.isOwner, by: client)
        lifetimesAreStale = true
        let refusedRoutes = routing.put(
            hosted.instance.routes, hosted.instance.rules, of: .router(hosted.key), in: table, by: client)
        for error in failures.map(\.error) + refusedRoutes {
            report(error.attempt, "\(error)", for: hosted.settings.name, at: now)
        }
        hosted.refusals = (failures.filter(\.isAdvertised).map(\.error) + refusedRoutes).map(\.description)
        return hosted.refusals.isEmpty
    }

    /// Takes a router's addresses, routes and rules away, and what a predecessor left of them.
    package func putDown(_ hosted: HostedRouter, in table: InterfaceTable, at now: Instant) {
        let holder = Holder.router(hosted.key)
        putBacks[holder]?.cancel()
        let isFirst = !hosted.hasActed
        hosted.hasActed = true
        if isFirst, hosted.router.state == .backup, waitWithLeftovers(of: hosted, in: table, at: now) { return }
        var errors = routing.remove(of: holder, by: client)
        if isFirst { removeRoutingLeftovers(of: hosted, in: table) }
        errors += addresses.remove(of: holder, by: client).map(\.error)
        if !hosted.settings.isOwner {
            var missing: [AddressFailure] = []
            let wanted = hosted.wantedAddresses(in: table, missing: &missing)
            errors += addresses.removeLeftovers(wanted, in: table, by: client).map(\.error)
        }
        close([], of: hosted, as: hosted.instance)
        for error in errors { reports.log.error("\(hosted.settings.name): \(error)") }
        if hosted.isRaised || isFirst { interfaces.lower(hosted.key, by: client) }
        hosted.isRaised = false
        lifetimesAreStale = true
    }

    /// Takes away what new settings of a router no longer have. What differs in anything comes anew afterwards.
    func putDown(_ hosted: HostedRouter, notIn new: InstanceSettings, in table: InterfaceTable) {
        let holder = Holder.router(hosted.key)
        let next = HostedRouter(new, at: hosted.told)
        next.carrier = new.virtualMAC == hosted.instance.virtualMAC ? hosted.carrier : nil
        var missing: [AddressFailure] = []
        var errors = routing.remove(of: holder, except: new.routes, new.rules, by: client)
        let kept = Set(next.wantedAddresses(in: table, missing: &missing))
        errors += addresses.remove(of: holder, except: kept, by: client).map(\.error)
        close(kept.filter { addresses.holds($0, for: holder) }, of: hosted, as: new)
        for error in errors { reports.log.error("\(hosted.settings.name): \(error)") }
        if new.virtualMAC != hosted.instance.virtualMAC { end(hosted) }
        lifetimesAreStale = true
    }

    /// A router ends for good: its interface goes with it.
    func end(_ hosted: HostedRouter) {
        interfaces.remove(hosted.key, by: client)
        hosted.carrier = nil
        hosted.isRaised = false
    }

    /// The node ends: everything that was set on interfaces is as it was.
    func end(_ routers: [HostedRouter], in table: InterfaceTable) {
        setStatic(StaticSettings(), in: table, at: .zero)
        for hosted in routers { end(hosted) }
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

    /// Whether the kernel now takes what it refused to a router. All of it is there for a moment and gone again at once,
    /// and nobody is told of it: the router is not master, and another one may be.
    func accepts(_ hosted: HostedRouter, in table: InterfaceTable, at now: Instant) -> Bool {
        let accepted = takeUp(hosted, in: table, at: now)
        let refusals = hosted.refusals
        putDown(hosted, in: table, at: now)
        hosted.refusals = refusals
        return accepted
    }

    private func valid(_ wanted: WantedAddress, _ seconds: UInt32) -> UInt32 {
        let isSafe =
            wanted.specification.prefix.address.family == .ipv6
            || promoting.contains(wanted.specification.interfaceIndex)
            || interfaces.contains(wanted.specification.interfaceIndex)
        return isSafe ? seconds : AddressLifetime.forever
    }

    // MARK: Leftovers

    /// A predecessor that was killed a moment ago left addresses that go by themselves. If nobody else is master, they
    /// are never missed: they stay until a master is heard or this router takes them over.
    private func waitWithLeftovers(of hosted: HostedRouter, in table: InterfaceTable, at now: Instant) -> Bool {
        guard !hosted.settings.isOwner else { return false }
        let left = leftovers(of: hosted, in: table)
        let known = left.compactMap { table.address($0.specification.prefix, on: $0.specification.interfaceIndex) }
        guard !known.isEmpty, known.allSatisfy({ !$0.isPermanent }) else { return false }
        hosted.waitsWithLeftovers = Leftovers(
            since: table.readAt, remaining: known.compactMap(\.validLifetime).min() ?? 0)
        return true
    }

    /// A router's addresses that are on this host without anybody's having put them there.
    func leftovers(of hosted: HostedRouter, in table: InterfaceTable) -> [WantedAddress] {
        var missing: [AddressFailure] = []
        return addresses.leftovers(among: hosted.wantedAddresses(in: table, missing: &missing), in: table)
    }

    /// Another router is master, or this one cannot be: what a predecessor left goes now.
    func dropLeftovers(of hosted: HostedRouter, in table: InterfaceTable, at now: Instant) {
        guard hosted.waitsWithLeftovers != nil else { return }
        hosted.waitsWithLeftovers = nil
        removeRoutingLeftovers(of: hosted, in: table)
        putDown(hosted, in: table, at: now)
        interfaces.lower(hosted.key, by: client)
    }

    private func removeRoutingLeftovers(of hosted: HostedRouter, in table: InterfaceTable) {
        routing.removeLeftovers(hosted.instance.routes, hosted.instance.rules, in: table, by: client)
    }

    /// The first refresh after a crash came so late that the addresses were nearly gone.
    private func noteLateSuccession(of hosted: HostedRouter, at now: Instant) {
        guard let seconds = hosted.instance.lifetime.seconds(for: hosted.settings),
            let left = hosted.waitsWithLeftovers?.remainder(at: now, ifLateFor: seconds)
        else { return }
        incident(
            hosted.settings.name,
            """
            the addresses of a crashed predecessor were refreshed only \(left) before their end: \
            a longer vip_lifetime than \(seconds) s leaves more time for a restart
            """)
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
    func refresh(in table: InterfaceTable, at now: Instant) {
        if lifetimesAreStale {
            lifetimesAreStale = false
            refreshes.update(addresses.shortestLifetimes, at: now)
        }
        guard let deadline = refreshes.deadline, deadline <= now else { return }
        for turn in refreshes.takeDue(at: now) {
            let name = table.name(of: turn.interfaceIndex)?.description ?? "interface \(turn.interfaceIndex)"
            for error in addresses.refresh(interfaceIndex: turn.interfaceIndex, in: table, by: client) {
                guard limiter.admit("refresh", at: now) != nil else { break }
                reports.log.error("\(name): \(error)")
            }
            if let late = turn.lateBy {
                incident(name, "the lifetimes of the addresses on \(name) were started anew only after \(late)")
            }
        }
    }

    /// Takes the next holder whose belongings are to be looked after.
    func nextPutBack(at now: Instant) -> Holder? {
        for holder in putBacks.filter({ $0.value.deadline.map { $0 <= now } ?? false }).keys {
            if putBacks[holder]?.takeDue(at: now) == true { return holder }
        }
        return nil
    }

    /// Puts back what a holder should have and the kernel does not.
    func putBack(_ holder: Holder, name: String, in table: InterfaceTable, at now: Instant) -> PutBack {
        let (restored, refused) = addresses.putBack(of: holder, in: table, by: client)
        // A route that names an address as its source goes with it.
        let (routes, refusedRoutes) = routing.putBack(of: holder, by: client)
        var result = PutBack()
        result.addresses = restored.map(\.address)
        result.isRefused = refused.contains { $0.isAdvertised && $0.error.errno != ENODEV }
        let lost = restored.map { "\($0.specification.prefix)" } + routes
        guard !lost.isEmpty || !refused.isEmpty || !refusedRoutes.isEmpty else { return result }
        let often = putBacks[holder, default: PutBackSchedule()].putBack(at: now)
        if !lost.isEmpty {
            incident(name, "put back what somebody else took away: \(Self.list(lost))")
            if let often, limiter.admit("often \(name)", at: now) != nil {
                incident(name, "something on this host took it away \(often) times in a minute; \(Self.advice)")
            }
        }
        for error in refused.map(\.error).filter({ $0.errno != ENODEV }) + refusedRoutes {
            report("put back", "\(error)", for: name, at: now)
        }
        if !refused.isEmpty || !refusedRoutes.isEmpty { putBacks[holder]?.lost(at: now) }
        return result
    }

    /// Somebody took an address away, perhaps ours.
    func noteLoss(of address: LinkAddress, at now: Instant) {
        if let holder = addresses.holder(of: address) { noteLoss(of: [holder], at: now) }
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
            return WantedAddress(
                address, options.specification(of: address.prefix, on: link.index), isAdvertised: false)
        }
        var errors: [NetlinkError] = []
        if settings != staticSettings {
            errors += routing.remove(of: .node, except: settings.routes, settings.rules, by: client)
            errors += addresses.remove(of: .node, except: Set(wanted), by: client).map(\.error)
        }
        staticSettings = settings
        errors += addresses.put(wanted, of: .node, valid: { _ in AddressLifetime.forever }, adopts: true, by: client)
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
