import Addresses
import Deadlines
import Polling
import VRRPEngine

/// What comes in, and what is seen leaving.
extension VRRPLoop {
    /// Packets taken from one socket before the others have their turn.
    private static let packetsPerTurn = 512

    func takeAdvertisements(from socket: AdvertisementSocket) {
        for _ in 0..<Self.packetsPerTurn {
            switch socket.receive(into: &buffer) {
            case .nothing: return
            case .discarded(let reason): strayDiscards.count(reason)
            case .message(let envelope, let range): takeMessage(envelope, at: range, from: socket)
            }
        }
    }

    private func takeMessage(_ envelope: PacketEnvelope, at range: Range<Int>, from socket: AdvertisementSocket) {
        let packet = buffer
        let message = packet.span.extracting(range)
        guard let virtualRouterID = AdvertisementCodec.virtualRouterID(of: message) else {
            return strayDiscards.count(.truncated)
        }
        let key = RouterKey(interface: socket.interface, family: socket.family, virtualRouterID: virtualRouterID)
        guard let hosted = routers[key] else { return strayDiscards.count(.virtualRouterID) }
        do throws(DiscardReason) {
            // No proof of a second daemon: anybody on the link can write our address into a packet.
            guard !runner.secondDaemons.isOwn(envelope.source, in: interfaces.table) else { throw .ownAddress }
            let advertisement = try hosted.codec.decode(message, in: envelope)
            hosted.counters.count(received: advertisement)
            if advertisement.priority > 0 { stopping?.successorsMissing.remove(key) }
            tell(hosted, .advertisement(advertisement, from: envelope.source))
        } catch {
            hosted.counters.discards.count(error)
            runner.warn(
                error.description, "dropped an advertisement from \(envelope.source): \(error)", for: hosted,
                at: MonotonicClock.now)
        }
    }

    func takeSightings(from watch: OutgoingWatch) {
        for _ in 0..<Self.packetsPerTurn {
            guard let sighting = watch.next(using: &buffer) else { return }
            // At a stop the second daemon may be the successor.
            guard stopping == nil else { continue }
            let key = RouterKey(
                interface: watch.interface, family: sighting.source.family, virtualRouterID: sighting.virtualRouterID)
            guard let hosted = routers[key], !hosted.isMaster,
                runner.secondDaemons.isForeign(sighting, after: previousLook, in: interfaces.table)
            else { continue }
            reportConflict(hosted, sighting.source)
        }
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
