import Addresses
import Deadlines
package import VRRPEngine

/// An event in a recording.
package struct EventLine: Codable, Hashable, Sendable {
    private enum Kind: String, Codable {
        case start, resume, advertisement, deadline
        case faultBegan = "fault_began"
        case faultEnded = "fault_ended"
        case sourceAddress = "source_address"
        case addressRefused = "address_refused"
        case tracking, released, held
        case group, shutdown
    }

    private var kind: Kind
    /// Who sent the advertisement; the new source address.
    private var address: String?
    private var priority: UInt8?
    /// Nanoseconds.
    private var interval: Int64?
    private var listsOurAddresses: Bool?
    private var beginsWithLinkLocal: Bool?
    private var checksum: String?
    private var causes: [String]?
    private var tracking: TrackingVerdict?
    private var state: String?

    private enum CodingKeys: String, CodingKey {
        case kind, address, priority, interval, checksum, causes, tracking, state
        case listsOurAddresses = "lists_our_addresses"
        case beginsWithLinkLocal = "begins_with_link_local"
    }

    package init(_ event: Event) {
        switch event {
        case .start: kind = .start
        case .resume: kind = .resume
        case .advertisement(let advertisement, let source):
            kind = .advertisement
            address = source.description
            note(advertisement)
        case .deadlineReached: kind = .deadline
        case .faultBegan(let causes):
            kind = .faultBegan
            self.causes = causes.names
        case .faultEnded(let causes):
            kind = .faultEnded
            self.causes = causes.names
        case .sourceAddressChanged(let source):
            kind = .sourceAddress
            address = source?.description
        case .addressRefused: kind = .addressRefused
        case .trackingChanged(let verdict):
            kind = .tracking
            tracking = verdict
        case .released: kind = .released
        case .held: kind = .held
        case .groupChanged(let state):
            kind = .group
            self.state = state.rawValue
        case .shutdown: kind = .shutdown
        }
    }

    private mutating func note(_ advertisement: Advertisement) {
        priority = advertisement.priority
        interval = advertisement.interval.count
        listsOurAddresses = advertisement.listsOurAddresses
        beginsWithLinkLocal = advertisement.beginsWithLinkLocal
        switch advertisement.checksumForm {
        case .pseudoHeader: checksum = "pseudo_header"
        case .messageOnly: checksum = "message_only"
        }
    }

    /// The event that the line says.
    package func event() throws(RecordingError) -> Event {
        switch kind {
        case .start: return .start
        case .resume: return .resume
        case .advertisement: return try advertisement()
        case .deadline: return .deadlineReached
        case .faultBegan: return .faultBegan(try faultCauses())
        case .faultEnded: return .faultEnded(try faultCauses())
        case .sourceAddress: return .sourceAddressChanged(try address.map(Self.parse))
        case .addressRefused: return .addressRefused
        case .tracking:
            guard let tracking else { throw RecordingError("the verdict of what is tracked is missing") }
            return .trackingChanged(tracking)
        case .released: return .released
        case .held: return .held
        case .group:
            guard let state = state.flatMap({ VRRPState(rawValue: $0) }) else {
                throw RecordingError("the group's state is missing")
            }
            return .groupChanged(state)
        case .shutdown: return .shutdown
        }
    }

    private func advertisement() throws(RecordingError) -> Event {
        guard let address, let priority, let interval else {
            throw RecordingError("an advertisement without address, priority or interval")
        }
        return .advertisement(
            Advertisement(
                priority: priority, interval: Nanoseconds(interval), listsOurAddresses: listsOurAddresses ?? true,
                beginsWithLinkLocal: beginsWithLinkLocal ?? true,
                checksumForm: checksum == "message_only" ? .messageOnly : .pseudoHeader),
            from: try Self.parse(address))
    }

    private func faultCauses() throws(RecordingError) -> FaultCauses {
        try FaultCauses(names: causes ?? [])
    }

    private static func parse(_ text: String) throws(RecordingError) -> IPAddress {
        guard let address = IPAddress(text) else { throw RecordingError("\"\(text)\" is no address") }
        return address
    }
}
