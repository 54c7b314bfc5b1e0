import Addresses
import Deadlines
import VRRPEngine

/// Advertisements on the links: through the codec that ships, with all its checks.
extension World {
    mutating func send(_ priority: UInt8, from instance: Int) {
        let sender = instances[instance]
        guard sender.hasCarrier else { return }
        for destination in sender.codec.destinations {
            let message = sender.codec.encode(priority: priority, from: sender.source, to: destination)
            for node in 0..<plan.nodeCount where node != sender.node {
                let receiver = plan.instance(sender.segment, node)
                guard destination.isMulticast || destination == instances[receiver].source else { continue }
                carry(message, to: destination, from: instance, to: receiver)
            }
        }
    }

    private mutating func carry(_ message: [UInt8], to destination: IPAddress, from instance: Int, to receiver: Int) {
        let sender = instances[instance]
        let node = instances[receiver].node
        let index = link(sender.segment, sender.node, node)
        let isDisturbed = links[index].isDisturbed
        let fate = links[index].fate(at: now)
        for delay in [fate.first, fate.second] {
            guard let delay else { continue }
            let packet = Packet(
                message: Self.corrupted(message, bit: fate.corruptedBit), source: sender.source,
                destination: destination, from: instance, to: receiver)
            agenda.set(.arrival(packets.insert(packet)), to: now + delay)
            if isDisturbed { lastStray = max(lastStray, now + delay) }
        }
    }

    private static func corrupted(_ message: [UInt8], bit: Int?) -> [UInt8] {
        guard let bit else { return message }
        var message = message
        let place = bit % (message.count * 8)
        message[place / 8] ^= 1 << UInt8(place % 8)
        return message
    }

    mutating func deliver(_ number: Int) {
        guard let packet = packets.remove(number) else { return }
        let node = instances[packet.to].node
        switch nodes[node].process {
        case .down: return
        case .running: take(packet)
        case .stalled:
            guard instances[packet.to].hasCarrier else { return }
            guard nodes[node].inbox.count < Node.socketBuffer else {
                return happenings.append(.missed(instance: packet.to, from: packet.from))
            }
            nodes[node].inbox.append(packet)
        }
    }

    /// What the node's process does with a message that it reads.
    mutating func take(_ packet: Packet) {
        let receiver = instances[packet.to]
        guard receiver.hasCarrier else { return }
        if plan.flaw == .deafMasters, receiver.isMaster { return }
        let envelope = PacketEnvelope(
            source: packet.source, destination: packet.destination,
            hopLimit: MulticastGroup.hopLimit)
        do throws(DiscardReason) {
            var advertisement = try receiver.codec.decode(packet.message.span, in: envelope)
            happenings.append(.heard(instance: packet.to, advertisement, from: packet.from))
            if plan.flaw == .learnsNothing {
                advertisement = Advertisement(
                    priority: advertisement.priority, interval: receiver.draft.interval,
                    listsOurAddresses: advertisement.listsOurAddresses, checksumForm: advertisement.checksumForm)
            }
            if plan.flaw == .humbleMasters, receiver.isMaster, advertisement.priority > 0 {
                advertisement = Advertisement(priority: 255, interval: advertisement.interval)
            }
            if advertisement.priority > 0 { dropLeftovers(packet.to) }
            tell(.advertisement(advertisement, from: packet.source), packet.to)
            if plan.flaw == .shyMasters, receiver.isMaster { tell(.faultBegan(.socketRefused), packet.to) }
            guard plan.flaw == .talkativeBackups, !instances[packet.to].isMaster else { return }
            happenings.append(.sent(instance: packet.to, priority: receiver.draft.priority))
            send(receiver.draft.priority, from: packet.to)
        } catch {
            happenings.append(.discarded(instance: packet.to, error, from: packet.from))
        }
    }
}
