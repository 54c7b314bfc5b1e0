package import Addresses
import Deadlines
import VRRPEngine

/// Follows what is said about virtual routers on a link: frames with their times go in, one at a time and in the order
/// in which they were captured; what each says and what is wrong with it comes out.
package struct LinkAnalysis: Hashable, Sendable {
    /// What a frame says, and what there is to say about it.
    package struct Report: Hashable, Sendable {
        package var frame: DecodedFrame
        /// What is wrong.
        package var findings: [Finding]
        /// What is in order and worth a word.
        package var notes: [Note]
    }

    /// What a stranger can fill with forged packets.
    private static let mostGroups = 4_096
    private static let mostAddresses = 65_536

    private let configured: [ConfiguredRouter]
    private var groups: [RouterGroup.Key: RouterGroup] = [:]
    /// The virtual addresses by link, with the group that advertised them last.
    private var owners: [Place: RouterGroup.Key] = [:]
    private var announced: [Place: MACAddress] = [:]
    package private(set) var summary = CaptureSummary()

    private struct Place: Hashable, Sendable {
        let link: Link
        let address: IPAddress
    }

    /// - Parameter configured: what a node on this link is configured with; none where nobody is asked.
    package init(comparingWith configured: [ConfiguredRouter] = []) {
        self.configured = configured
    }

    /// What the frame says; nil where it has nothing to do with VRRP.
    package mutating func take(_ frame: CapturedFrame) -> Report? {
        guard let decoded = FrameDecoder.decode(frame) else {
            summary.others &+= 1
            return nil
        }
        var report = Report(frame: decoded, findings: decoded.findings, notes: [])
        switch decoded.content {
        case .unreadable:
            break
        case .advertisement(let fields):
            if let group = decoded.ownGroup { report.notes.append(.otherGroup(group)) }
            hear(fields, &report)
        case .announcement(let announcement):
            hear(announcement, &report)
        }
        summary.count(report)
        return report
    }

    private mutating func hear(_ fields: AdvertisementFields, _ report: inout Report) {
        let frame = report.frame
        guard let source = frame.source else { return }
        for router in configured
        where router.virtualRouterID == fields.virtualRouterID && router.family == source.family {
            report.findings += router.differences(fields)
        }
        // One that every receiver drops makes nobody master.
        guard !report.findings.contains(where: \.isReasonToDrop) else { return }
        let key = RouterGroup.Key(
            link: frame.link, family: source.family, virtualRouterID: fields.virtualRouterID)
        guard groups[key] != nil || groups.count < Self.mostGroups else { return }
        let heard = groups[key, default: RouterGroup()].hear(
            fields, from: source, at: frame.hardwareSource, now: frame.time)
        report.findings += heard.findings
        report.notes += heard.notes
        guard fields.priority > 0 else { return }
        for address in fields.addresses {
            let place = Place(link: frame.link, address: address)
            if owners[place] != nil || owners.count < Self.mostAddresses { owners[place] = key }
        }
    }

    private mutating func hear(_ announcement: Announcement, _ report: inout Report) {
        let place = Place(link: report.frame.link, address: announcement.address)
        guard let hardware = announcement.hardwareAddress else { return }
        if let before = announced[place], before != hardware { report.notes.append(.moved(from: before)) }
        if announced[place] != nil || announced.count < Self.mostAddresses { announced[place] = hardware }
        guard let key = owners[place], let master = groups[key]?.current, !master.hasLeft,
            let masterHardware = master.hardwareAddress
        else { return }
        let virtual = VirtualMAC.address(virtualRouterID: key.virtualRouterID, family: key.family)
        if hardware != masterHardware, hardware != virtual {
            report.findings.append(.announcedByOther(virtualRouterID: key.virtualRouterID, master: master.address))
        }
    }

    /// The virtual router that lists an address on a link.
    package func virtualRouterID(of address: IPAddress, on link: Link) -> UInt8? {
        owners[Place(link: link, address: address)]?.virtualRouterID
    }
}

extension DecodedFrame {
    /// The multicast group that it is to, where that is not VRRP's.
    fileprivate var ownGroup: IPAddress? {
        guard let destination, destination.isMulticast, destination != MulticastGroup.address(of: destination.family)
        else { return nil }
        return destination
    }
}

extension Finding {
    /// Whether it is said of a packet that receivers must discard (RFC 9568 §7.1), whatever they are configured with.
    var isReasonToDrop: Bool {
        switch self {
        case .ipLength, .hopLimit, .truncated, .surplusBytes, .unknownVersion, .unknownType, .checksum,
            .checksumOfOtherForm, .noAddresses, .intervalZero, .virtualRouterIDZero, .versionTwoOverIPv6:
            true
        default:
            false
        }
    }
}
