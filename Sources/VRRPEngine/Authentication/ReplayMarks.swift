import Addresses

/// The highest sequence verified from each sender: what is not above it was sent before.
///
/// Unicast peers have a place each. Other senders share four; the one longest unused makes room. Only verified
/// advertisements come here, so that forged sources cannot push anybody out.
struct ReplayMarks: Hashable, Sendable {
    private static let sharedPlaces = 4

    private struct Mark: Hashable, Sendable {
        let sender: IPAddress
        var sequence: AdvertisementSequence
    }

    private var peers: [Mark] = []
    /// The one used last comes last.
    private var others: [Mark] = []

    /// Takes a verified sequence. Returns whether it is above all before.
    mutating func raise(_ sender: IPAddress, to sequence: AdvertisementSequence, isPeer: Bool) -> Bool {
        isPeer ? raisePeer(sender, to: sequence) : raiseOther(sender, to: sequence)
    }

    /// Forgets peers that are none any more.
    mutating func keepPeers(_ isKept: (IPAddress) -> Bool) {
        peers.removeAll { !isKept($0.sender) }
    }

    private mutating func raisePeer(_ sender: IPAddress, to sequence: AdvertisementSequence) -> Bool {
        guard let place = peers.firstIndex(where: { $0.sender == sender }) else {
            peers.append(Mark(sender: sender, sequence: sequence))
            return true
        }
        guard sequence.isAfter(peers[place].sequence) else { return false }
        peers[place].sequence = sequence
        return true
    }

    private mutating func raiseOther(_ sender: IPAddress, to sequence: AdvertisementSequence) -> Bool {
        guard let place = others.firstIndex(where: { $0.sender == sender }) else {
            if others.count == Self.sharedPlaces { others.removeFirst() }
            others.append(Mark(sender: sender, sequence: sequence))
            return true
        }
        let mark = others.remove(at: place)
        let isNew = sequence.isAfter(mark.sequence)
        others.append(Mark(sender: sender, sequence: isNew ? sequence : mark.sequence))
        return isNew
    }
}
