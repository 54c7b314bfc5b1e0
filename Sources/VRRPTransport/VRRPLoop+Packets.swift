import Addresses
import CLinux
import Deadlines
import Polling
import VRRPEngine

/// What comes in, and what is seen leaving.
extension VRRPLoop {
    /// Packets taken from one socket before the others have their turn: more than its buffer holds, so that whatever
    /// was there when it was looked at is taken.
    private static let packetsPerTurn = 4_096

    func takeAdvertisements(from socket: AdvertisementSocket, at now: Instant) {
        var taken = 0
        var isMore = true
        while isMore, taken < Self.packetsPerTurn {
            isMore = inbox.take(from: socket.descriptor) { packet, datagram in
                taken += 1
                takePacket(packet, datagram, from: socket, at: now)
            }
        }
    }

    private func takePacket(
        _ packet: Span<UInt8>, _ datagram: clinux_datagram, from socket: AdvertisementSocket, at now: Instant
    ) {
        do throws(DiscardReason) {
            let (envelope, range) = try socket.read(packet, datagram)
            let message = packet.extracting(range)
            guard let virtualRouterID = AdvertisementCodec.virtualRouterID(of: message) else { throw .truncated }
            let key = RouterKey(
                interface: socket.routersInterface, family: socket.family, virtualRouterID: virtualRouterID)
            guard let hosted = routers[key] else { throw .virtualRouterID }
            takeMessage(message, in: envelope, for: hosted, at: now)
        } catch {
            strayDiscards.count(error)
        }
    }

    private func takeMessage(
        _ message: Span<UInt8>, in envelope: PacketEnvelope, for hosted: HostedRouter, at now: Instant
    ) {
        do throws(DiscardReason) {
            // No proof of a second daemon: anybody on the link can write our address into a packet.
            guard !runner.secondDaemons.isOwn(envelope.source, in: interfaces.table) else { throw .ownAddress }
            let (advertisement, skew) = try hosted.decode(message, in: envelope)
            if let skew {
                runner.warn(
                    "clock",
                    "the clock of \(envelope.source) differs by \(abs(skew)) s: its signed advertisements "
                        + "will be dropped when it differs more", for: hosted, at: now)
            }
            hosted.counters.count(received: advertisement)
            if advertisement.priority > 0 {
                stopping?.successorsMissing.remove(hosted.key)
                runner.links.dropLeftovers(of: hosted, in: interfaces.table, at: now)
            }
            hand(.advertisement(advertisement, from: envelope.source), to: hosted, at: now)
        } catch {
            hosted.counters.discards.count(error)
            runner.warn(
                error.description, "dropped an advertisement from \(envelope.source): \(error)", for: hosted, at: now)
        }
    }

    func takeSightings(from watch: OutgoingWatch) {
        var taken = 0
        var isMore = true
        while isMore, taken < Self.packetsPerTurn {
            isMore = inbox.take(from: watch.descriptor) { packet, _ in
                taken += 1
                if let sighting = OutgoingWatch.read(packet) { take(sighting, by: watch) }
            }
        }
    }

    private func take(_ sighting: OutgoingWatch.Sighting, by watch: OutgoingWatch) {
        // At a stop the second daemon may be the successor.
        guard stopping == nil else { return }
        let key = RouterKey(
            interface: watch.interface, family: sighting.source.family, virtualRouterID: sighting.virtualRouterID)
        guard let hosted = routers[key], !hosted.isMaster,
            runner.secondDaemons.isForeign(sighting, after: previousLook, in: interfaces.table)
        else { return }
        reportConflict(hosted, sighting.source)
    }

    private func reportConflict(_ hosted: HostedRouter, _ address: IPAddress) {
        guard hosted.limiter.admit("conflict", at: MonotonicClock.now) != nil else { return }
        reports.onConflict(
            VRRPConflict(instance: hosted.settings.name, interface: hosted.settings.interface, address: address))
    }

    /// A second daemon is looked for where a router is not master: a master's own advertisements would be seen, too.
    func refreshWatches() {
        watchesAreStale = false
        let listening = routers.routers.filter { !$0.isMaster }
        let failures = sockets.watch(Set(listening.map(\.key.interface)), in: interfaces.table)
        for failure in failures { reports.log.warning("looking for a second VRRP daemon: \(failure)") }
    }
}
