import Addresses
import CLinux
import Deadlines
import Netlink
import VRRPEngine

/// Addresses that accept no packets (`no_accept`).
extension LinkKeeper {
    /// Takes over how the filter's table is to be.
    func describeFilter(_ table: FilterTable, at now: Instant) {
        do throws(NetlinkError) {
            // Nothing is asked of a kernel from which nothing is wanted.
            if filter.isInForce || table != filter.table { try filter.describe(table, by: filterKernel()) }
        } catch {
            report("filter", Self.explained(error), for: "no_accept", at: now)
        }
    }

    /// Takes over the table that a predecessor left, once. What it closed stays closed while it is on this host.
    func takeOverFilter(of routers: [HostedRouter], in table: InterfaceTable) {
        guard !hasTakenOverFilter else { return }
        hasTakenOverFilter = true
        var left: [RouterKey: Set<ClosedAddress>] = [:]
        for hosted in routers where !hosted.instance.accepts {
            left[hosted.key] = Self.closed(leftovers(of: hosted, in: table), of: hosted.instance)
        }
        // Where this fails, whoever needs the filter says so.
        try? filter.begin(closing: left, by: filterKernel())
    }

    /// Makes these the addresses of a router that are on this host, as far as the filter is concerned.
    func close(_ addresses: [WantedAddress], of hosted: HostedRouter, as instance: InstanceSettings) {
        let closed = Self.closed(addresses, of: instance)
        guard !closed.isEmpty || filter.isWanted else { return settleFilter(of: instance) }
        do throws(NetlinkError) {
            try filter.close(closed, of: hosted.key, by: filterKernel())
            settleFilter(of: instance)
        } catch {
            guard !instance.accepts else { return }
            raiseFilter(of: instance, Self.explained(error))
        }
    }

    /// Says of masters whether their addresses are closed, after the table was to change as a whole.
    func tellOfFilter(_ routers: [HostedRouter]) {
        for hosted in routers where !hosted.instance.accepts && hosted.isMaster {
            if filter.isInForce {
                settleFilter(of: hosted.instance)
            } else {
                raiseFilter(of: hosted.instance, "the table inet \(filter.table.name) could not be made")
            }
        }
    }

    /// Somebody else took something out of the table, perhaps all of it.
    func noteFilterLoss(at now: Instant) {
        if filter.isWanted { filterPutBacks.lost(at: now) }
    }

    /// Makes the table anew that somebody else changed. Returns whether it was time for that.
    func putBackFilter(at now: Instant) -> Bool {
        guard filterPutBacks.takeDue(at: now), filter.isWanted else { return false }
        let often = filterPutBacks.putBack(at: now)
        do throws(NetlinkError) {
            try filter.renew(by: filterKernel())
            incident("no_accept", "made table inet \(filter.table.name) anew, which somebody else had changed")
            if let often, limiter.admit("often filter", at: now) != nil {
                incident("no_accept", "something on this host changed it \(often) times in a minute")
            }
        } catch {
            report("filter", Self.explained(error), for: "no_accept", at: now)
            filterPutBacks.lost(at: now)
        }
        return true
    }

    /// The node ends, and no address is left.
    func endFilter() {
        do throws(NetlinkError) {
            if filter.isInForce { try filter.end(by: filterKernel()) }
        } catch {
            guard error.errno != ENOENT else { return }
            reports.log.error("\(error)")
        }
    }

    private static let problem = "no_accept"

    private func raiseFilter(of instance: InstanceSettings, _ reason: String) {
        let text = "packets to its addresses are accepted in spite of no_accept: \(reason)"
        reports.onProblem(VRRPProblem(code: Self.problem, instance: instance.router.name, text: text))
    }

    private func settleFilter(of instance: InstanceSettings) {
        reports.onProblem(VRRPProblem(code: Self.problem, instance: instance.router.name, text: nil))
    }

    private static func closed(_ addresses: [WantedAddress], of instance: InstanceSettings) -> Set<ClosedAddress> {
        guard !instance.accepts else { return [] }
        return Set(
            addresses.map { ClosedAddress($0.specification.prefix.address, on: $0.specification.interfaceIndex) })
    }

    /// What the kernel says where it lacks the module is not what an operator would think of.
    private static func explained(_ error: NetlinkError) -> String {
        [EPROTONOSUPPORT, EINVAL, EOPNOTSUPP, EAFNOSUPPORT].contains(error.errno)
            ? "the kernel has no nf_tables, or no tables of family inet (modprobe nf_tables): \(error)" : "\(error)"
    }
}
