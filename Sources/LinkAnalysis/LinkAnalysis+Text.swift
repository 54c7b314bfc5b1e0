import Addresses
import Deadlines
import VRRPEngine

extension LinkAnalysis.Report {
    /// The frame on one line, without its time: what it says, `!!` before each thing that is wrong, `--` before what is
    /// worth a word.
    package var text: String {
        var parts: [String] = []
        let link = frame.link.description
        if !link.isEmpty { parts.append(link) }
        parts.append(contentText)
        parts += findings.map { "!! \($0)" }
        parts += notes.map { "-- \($0)" }
        return parts.joined(separator: " ")
    }

    private var contentText: String {
        switch frame.content {
        case .advertisement(let fields): "\(route) \(fields)"
        case .unreadable: "\(route) VRRP"
        case .announcement(let announcement): "\(route) \(announcement)"
        }
    }

    private var route: String {
        if let source = frame.source, let destination = frame.destination { return "\(source) > \(destination)" }
        let source = frame.hardwareSource?.description ?? "?"
        guard let destination = frame.hardwareDestination else { return source }
        return "\(source) > \(destination == .broadcast ? "broadcast" : destination.description)"
    }
}

extension AdvertisementFields: CustomStringConvertible {
    package var description: String {
        var words = ["VRRPv\(version.rawValue) vrid \(virtualRouterID) prio \(priority) every \(interval)"]
        if !addresses.isEmpty { words.append("addrs \(addresses.listed)") }
        switch authentication {
        case .none: break
        case .password: words.append("auth password")
        case .header: words.append("auth header")
        case .unknown(let type): words.append("auth type \(type)")
        case .hmac(let keyID, _): words.append("auth hmac key \(keyID)")
        }
        switch checksumForm {
        case .pseudoHeader where version == .v3 && addresses.first?.family == .ipv4: words.append("sum rfc5798")
        case .messageOnly where version == .v3: words.append("sum rfc9568")
        default: break
        }
        return words.joined(separator: " ")
    }
}

extension Announcement: CustomStringConvertible {
    package var description: String {
        let place = hardwareAddress.map { "is at \($0)" } ?? "is here"
        switch form {
        case .arpRequest: return "ARP \(address) \(place)"
        case .arpReply: return "ARP reply \(address) \(place)"
        case .neighbourAdvertisement(let isRouter, let overrides):
            let flags = [isRouter ? "router" : nil, overrides ? "override" : nil].compactMap(\.self)
            return "NA \(address) \(place)" + (flags.isEmpty ? "" : " (\(flags.joined(separator: ", ")))")
        }
    }
}
