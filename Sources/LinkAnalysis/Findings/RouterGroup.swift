import Addresses
import Deadlines
import VRRPEngine

/// What was heard of one virtual router on one link, from all that advertise it.
struct RouterGroup: Hashable, Sendable {
    struct Key: Hashable, Sendable {
        let link: Link
        let family: AddressFamily
        let virtualRouterID: UInt8
    }

    struct Sender: Hashable, Sendable {
        let address: IPAddress
        var hardwareAddress: MACAddress?
        var last: AdvertisementFields
        var lastTime: Instant
        var hasLeft: Bool { last.priority == 0 }

        /// When its next advertisement is overdue, with a busy machine's share.
        var limit: Nanoseconds { last.interval + max(last.interval / 2, RouterGroup.tolerance) }

        /// Whether it counts as master at `now`: it has not left, and owes no advertisement.
        func isFresh(at now: Instant) -> Bool { !hasLeft && now - lastTime <= limit }
    }

    /// What a stranger can fill with forged packets.
    private static let mostSenders = 64
    private static let tolerance = Nanoseconds.milliseconds(50)

    private var senders: [Sender] = []
    /// Who advertised last; nil at first.
    private(set) var current: Sender?

    /// Takes an advertisement from `source` and gives what is to be said about it.
    mutating func hear(
        _ fields: AdvertisementFields, from source: IPAddress, at hardware: MACAddress?, now: Instant
    ) -> (findings: [Finding], notes: [Note]) {
        let known = senders.first { $0.address == source }
        var findings = differences(of: fields, from: source)
        var notes: [Note] = []
        if let known { noteSender(known, fields, now, &findings) }
        if fields.priority == 0 {
            notes.append(.leaves)
        } else {
            noteMaster(fields, source, known, now, &findings, &notes)
        }
        remember(Sender(address: source, hardwareAddress: hardware, last: fields, lastTime: now))
        return (findings, notes)
    }

    /// Between this advertisement and the last one of any other router.
    private func differences(of fields: AdvertisementFields, from source: IPAddress) -> [Finding] {
        guard let other = senders.filter({ $0.address != source }).max(by: { $0.lastTime < $1.lastTime })
        else { return [] }
        var findings: [Finding] = []
        let theirs = other.last
        if theirs.version != fields.version { findings.append(.versionDiffers(other.address, theirs.version)) }
        if theirs.interval != fields.interval { findings.append(.intervalDiffers(other.address, theirs.interval)) }
        let (own, others) = (Set(fields.addresses), Set(theirs.addresses))
        if own.isDisjoint(with: others), !own.isEmpty, !others.isEmpty {
            findings.append(.duplicateVirtualRouterID(other.address, addresses: theirs.addresses))
        } else if own != others {
            findings.append(.addressesDiffer(other.address, addresses: theirs.addresses))
        }
        if !fields.authentication.matches(theirs.authentication) {
            findings.append(
                .authenticationDiffers(other.address, theirs.authentication, own: fields.authentication))
        }
        if fields.version == .v3, theirs.version == .v3, let form = fields.checksumForm,
            let theirForm = theirs.checksumForm, form != theirForm
        {
            findings.append(.checksumFormDiffers(other.address))
        }
        return findings
    }

    /// Against the sender's own last advertisement.
    private func noteSender(
        _ known: Sender, _ fields: AdvertisementFields, _ now: Instant, _ findings: inout [Finding]
    ) {
        if case .hmac(_, let before) = known.last.authentication, case .hmac(_, let sequence) = fields.authentication,
            sequence < before
        {
            findings.append(.sequenceWentBack)
        }
        let gap = now - known.lastTime
        // One that was not the master meanwhile had nothing to say.
        if !known.hasLeft, current?.address == known.address, gap > known.limit { findings.append(.late(gap: gap)) }
    }

    private func noteMaster(
        _ fields: AdvertisementFields, _ source: IPAddress, _ known: Sender?, _ now: Instant,
        _ findings: inout [Finding], _ notes: inout [Note]
    ) {
        guard let current else {
            notes.append(.firstHeard)
            return
        }
        guard current.address != source else {
            if current.last.priority != fields.priority, !current.hasLeft {
                notes.append(.priorityChanged(from: current.last.priority))
            }
            return
        }
        if current.hasLeft {
            notes.append(.succeeds(current.address, after: now - current.lastTime))
        } else if !current.isFresh(at: now) {
            notes.append(.takesOver(from: current.address, after: now - current.lastTime))
        } else if fields.priority > current.last.priority, !(known?.isFresh(at: now) ?? false) {
            notes.append(.preempts(current.address))
        } else {
            findings.append(.twoMasters(current.address, priority: current.last.priority))
        }
    }

    private mutating func remember(_ sender: Sender) {
        // The farewell of one that was not the master changes nothing.
        let othersFarewell = sender.hasLeft && current.map { $0.address != sender.address } ?? false
        if !othersFarewell { current = sender }
        if let index = senders.firstIndex(where: { $0.address == sender.address }) {
            senders[index] = sender
        } else {
            if senders.count == Self.mostSenders { senders.removeFirst() }
            senders.append(sender)
        }
    }
}
