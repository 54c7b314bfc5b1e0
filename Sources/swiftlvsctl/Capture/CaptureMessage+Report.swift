import Addresses
import ControlMessages
import Deadlines
import LinkAnalysis
import VRRPEngine

extension CaptureMessage {
    init(_ report: LinkAnalysis.Report, at: Timestamp) {
        self.init(
            at: at, findings: report.findings.map { Finding(kind: $0.kind, text: $0.description) },
            notes: report.notes.map(\.description))
        let frame = report.frame
        vlans = frame.link.vlans.map(Int.init)
        source = frame.source?.description
        destination = frame.destination?.description
        hardwareSource = frame.hardwareSource?.description
        switch frame.content {
        case .unreadable: break
        case .advertisement(let fields): advertisement = Advertisement(fields)
        case .announcement(let announcement):
            announces = announcement.address.description
            hardwareAddress = announcement.hardwareAddress?.description
        }
    }
}

extension CaptureMessage.Advertisement {
    fileprivate init(_ fields: AdvertisementFields) {
        let checksum: String? =
            switch fields.checksumForm {
            case .pseudoHeader: "pseudo_header"
            case .messageOnly: "message_only"
            case nil: nil
            }
        self.init(
            version: Int(fields.version.rawValue), virtualRouterID: Int(fields.virtualRouterID),
            priority: Int(fields.priority), interval: fields.interval.seconds,
            addresses: fields.addresses.map(\.description), authentication: fields.authentication.description,
            checksum: checksum)
    }
}
