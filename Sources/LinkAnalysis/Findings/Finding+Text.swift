import Addresses
import VRRPEngine

extension Finding: CustomStringConvertible {
    /// A stable word for programs and counts.
    package var kind: String {
        switch self {
        case .cutByCapture: "cut_by_capture"
        case .ipLength: "ip_length"
        case .ipHeaderChecksum: "ip_checksum"
        case .fragmented: "fragmented"
        case .hopLimit: "ttl"
        case .multicastFrame: "frame_destination"
        case .otherVirtualMAC: "virtual_mac"
        case .truncated: "truncated"
        case .surplusBytes: "surplus_bytes"
        case .unknownVersion: "version"
        case .unknownType: "type"
        case .versionTwoOverIPv6: "version_2_over_ipv6"
        case .virtualRouterIDZero: "vrid"
        case .checksum: "checksum"
        case .checksumOfOtherForm: "checksum_form"
        case .noAddresses: "address_count"
        case .intervalZero: "interval"
        case .reservedBits: "reserved_bits"
        case .unknownAuthentication: "auth_type"
        case .malformedTrailer: "trailer"
        case .authenticationHeader: "auth_header"
        case .twoMasters: "two_masters"
        case .intervalDiffers: "interval_mismatch"
        case .duplicateVirtualRouterID: "duplicate_vrid"
        case .addressesDiffer: "address_mismatch"
        case .authenticationDiffers: "auth_mismatch"
        case .versionDiffers: "version_mismatch"
        case .checksumFormDiffers: "checksum_form_mismatch"
        case .late: "late"
        case .sequenceWentBack: "hmac_sequence"
        case .announcedByOther: "announced_by_other"
        case .announcementFromOther: "announcement_source"
        case .announcementWithoutAddress: "announcement_empty"
        case .announcementWithoutOverride: "announcement_flags"
        case .icmpChecksum: "icmp_checksum"
        case .notConfiguredVersion: "not_configured_version"
        case .notConfiguredInterval: "not_configured_interval"
        case .notConfiguredAddresses: "not_configured_addresses"
        }
    }

    package var description: String {
        switch self {
        case .cutByCapture(let missing): "\(missing) bytes were not captured (snapshot length): not all is checked"
        case .ipLength(let says, let has): "the IP header says \(says) bytes, there are \(has)"
        case .ipHeaderChecksum: "the IP header's checksum is wrong"
        case .fragmented: "in fragments, which receivers need not put together"
        case .hopLimit(let value): "TTL or hop limit \(value), not 255: receivers drop it"
        case .multicastFrame(let address): "a multicast packet in a frame to \(address)"
        case .otherVirtualMAC(let address): "\(address) is the virtual MAC address of another VRID or family"
        case .truncated(let has, let needs): "truncated: \(has) bytes, its own fields need \(needs)"
        case .surplusBytes(let count): "\(count) bytes more than its own fields say"
        case .unknownVersion(let version): "version \(version) of VRRP does not exist"
        case .unknownType(let type): "type \(type) is no advertisement"
        case .versionTwoOverIPv6: "version 2 is for IPv4 only"
        case .virtualRouterIDZero: "VRID 0 does not exist"
        case .checksum(let has, let messageOnly, let withPseudoHeader):
            Self.checksumText(has, messageOnly, withPseudoHeader)
        case .checksumOfOtherForm(.pseudoHeader): "bad checksum: it covers a pseudo header, which version 2's does not"
        case .checksumOfOtherForm(.messageOnly): "bad checksum: it leaves out the pseudo header, which IPv6 wants"
        case .noAddresses: "no address at all"
        case .intervalZero: "an interval of 0"
        case .reservedBits(let bits): "reserved bits are set (\(bits))"
        case .unknownAuthentication(let type): "authentication type \(type) is none that VRRP has today"
        case .malformedTrailer: "what follows has the length of an HMAC trailer and is none"
        case .authenticationHeader: "an IP authentication header, which RFC 3768 took out of VRRP"
        case .twoMasters(let address, let priority): "TWO MASTERS: \(address) with priority \(priority) is one, too"
        case .intervalDiffers(let address, let interval): "interval mismatch: \(address) advertises \(interval)"
        case .duplicateVirtualRouterID(let address, let addresses):
            "duplicate VRID: \(address) uses it for \(addresses.listed)"
        case .addressesDiffer(let address, let addresses):
            "address mismatch: \(address) advertises \(addresses.listed)"
        case .authenticationDiffers(let address, .password, .password):
            "authentication mismatch: \(address) sends another password"
        case .authenticationDiffers(let address, let theirs, let own):
            "authentication mismatch: \(own) here, \(theirs) from \(address)"
        case .versionDiffers(let address, let version):
            "version mismatch: \(address) speaks version \(version.rawValue)"
        case .checksumFormDiffers(let address): "\(address) uses the other form of version 3's checksum"
        case .late(let gap): "late: \(gap) after the one before"
        case .sequenceWentBack: "the HMAC sequence went back: replayed, or the sender's clock was turned back"
        case .announcedByOther(let virtualRouterID, let master):
            "not by the master of VRID \(virtualRouterID), which is \(master)"
        case .announcementFromOther(let address): "in a frame from \(address)"
        case .announcementWithoutAddress: "without the hardware address (target link-layer address option)"
        case .announcementWithoutOverride: "without the override flag: neighbours keep what they know"
        case .icmpChecksum: "the ICMPv6 checksum is wrong"
        case .notConfiguredVersion(let name, let version): "\(name) is configured with version \(version.rawValue)"
        case .notConfiguredInterval(let name, let interval): "\(name) is configured with an interval of \(interval)"
        case .notConfiguredAddresses(let name, let addresses):
            "\(name) is configured with the addresses \(addresses.listed)"
        }
    }

    private static func checksumText(_ has: UInt16, _ messageOnly: UInt16?, _ withPseudoHeader: UInt16?) -> String {
        let right = [
            messageOnly.map { "\(hex($0)) over the message alone" },
            withPseudoHeader.map { "\(hex($0)) with a pseudo header" },
        ]
        return "bad checksum \(hex(has)): \(right.compactMap(\.self).joined(separator: ", ")) would be right"
    }

    private static func hex(_ value: UInt16) -> String {
        let digits = String(value, radix: 16)
        return "0x" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}

extension [IPAddress] {
    /// The first few, and how many more there are.
    var listed: String {
        let most = 8
        let shown = prefix(most).map(\.description).joined(separator: ",")
        if isEmpty { return "no address" }
        return count > most ? "\(shown) and \(count - most) more" : shown
    }
}
