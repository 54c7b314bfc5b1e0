package import Deadlines
import Netlink
import VRRPEngine

/// What a predecessor that was killed left behind.
extension LinkKeeper {
    /// Starts the lifetimes of what a killed predecessor left once more, before the router starts: until it is master,
    /// nobody else does.
    package func keepLeftovers(of hosted: HostedRouter, in table: InterfaceTable, at now: Instant) {
        guard hosted.waitsWithLeftovers == nil, waitWithLeftovers(of: hosted, in: table) else { return }
        noteLateSuccession(of: hosted, at: now)
        // A kept stop left them longer lifetimes.
        let shorter = leftovers(of: hosted, in: table).filter { each in
            let seconds = valid(each, of: hosted)
            return seconds != AddressLifetime.forever && end(of: each, in: table) ?? seconds < seconds
        }
        let errors = client.errors(
            carryingOut: shorter.map { .refreshAddress($0.specification, valid: valid($0, of: hosted)) })
        for error in errors.values { reports.log.error("\(hosted.settings.name): \(error)") }
    }

    /// A predecessor that was killed a moment ago left addresses that go by themselves. If nobody else is master, they
    /// are never missed: they stay until a master is heard or this router takes them over.
    func waitWithLeftovers(of hosted: HostedRouter, in table: InterfaceTable) -> Bool {
        guard hosted.waitsWithLeftovers == nil else { return true }
        let left = leftovers(of: hosted, in: table)
        let ends = left.compactMap { end(of: $0, in: table) }
        guard let first = ends.min(), ends.count == left.count else { return false }
        hosted.waitsWithLeftovers = Leftovers(since: table.readAt, remaining: first)
        return true
    }

    /// In how many seconds from its reading the kernel takes an address off; nil for never.
    private func end(of wanted: WantedAddress, in table: InterfaceTable) -> UInt32? {
        table.address(wanted.specification.prefix, on: wanted.specification.interfaceIndex)?.validLifetime
    }

    /// Another router is master, or this one cannot be: what a predecessor left goes now.
    package func dropLeftovers(of hosted: HostedRouter, in table: InterfaceTable, at now: Instant) {
        guard hosted.waitsWithLeftovers != nil else { return }
        hosted.waitsWithLeftovers = nil
        hosted.hasActed = true
        removeRoutingLeftovers(of: hosted, in: table)
        putDown(hosted, in: table, at: now)
        interfaces.lower(hosted.key, by: client)
    }

    func removeRoutingLeftovers(of hosted: HostedRouter, in table: InterfaceTable) {
        routing.removeLeftovers(hosted.instance.routes, hosted.instance.rules, in: table, by: client)
    }

    /// A router's addresses that are on this host and that nobody put there who still runs. Those that an owner finds
    /// without a lifetime are the host's own.
    func leftovers(of hosted: HostedRouter, in table: InterfaceTable) -> [WantedAddress] {
        var missing: [AddressFailure] = []
        return addresses.leftovers(among: hosted.wantedAddresses(in: table, missing: &missing), in: table)
            .filter { !isOwnersOwn($0, of: hosted, in: table) }
    }

    /// Whether an address was configured on the host, because the router owns it.
    func isOwnersOwn(_ wanted: WantedAddress, of hosted: HostedRouter, in table: InterfaceTable) -> Bool {
        let place = wanted.specification
        return hosted.settings.isOwner && table.address(place.prefix, on: place.interfaceIndex)?.isPermanent ?? false
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
}
