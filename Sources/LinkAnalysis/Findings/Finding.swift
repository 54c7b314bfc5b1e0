package import Addresses
package import Deadlines
package import VRRPEngine

/// Something that is wrong with a packet by itself, or with what routers say to each other.
package enum Finding: Hashable, Sendable {
    // MARK: The packet

    /// The capture did not keep all of it, so that not everything could be checked.
    case cutByCapture(missing: Int)
    /// The IP header's length and the frame's do not agree.
    case ipLength(says: Int, has: Int)
    case ipHeaderChecksum
    case fragmented
    /// TTL or hop limit is not 255 and the packet went to a multicast group (RFC 9568 §5.1.1.3, §5.1.2.3).
    case hopLimit(UInt8)
    /// A multicast packet in a frame to another address than the group's.
    case multicastFrame(MACAddress)
    /// Sent from the virtual MAC address of another virtual router.
    case otherVirtualMAC(MACAddress)

    // MARK: The advertisement

    case truncated(has: Int, needs: Int)
    case surplusBytes(Int)
    case unknownVersion(UInt8)
    case unknownType(UInt8)
    case versionTwoOverIPv6
    case virtualRouterIDZero
    /// The checksum is wrong; with what it should be in each form that the version allows.
    case checksum(has: UInt16, messageOnly: UInt16?, withPseudoHeader: UInt16?)
    /// The checksum is right in a form that the version does not have.
    case checksumOfOtherForm(Advertisement.ChecksumForm)
    case noAddresses
    case intervalZero
    case reservedBits(UInt8)
    case unknownAuthentication(UInt8)
    case malformedTrailer
    /// Authentication headers are part of RFC 2338 and of no later one.
    case authenticationHeader

    // MARK: The routers

    /// Another router is master as well.
    case twoMasters(IPAddress, priority: UInt8)
    /// Another router of the group advertises with another interval.
    case intervalDiffers(IPAddress, Nanoseconds)
    /// Another router uses the VRID for other addresses altogether: two groups share it.
    case duplicateVirtualRouterID(IPAddress, addresses: [IPAddress])
    /// Another router of the group lists other addresses, some of them the same.
    case addressesDiffer(IPAddress, addresses: [IPAddress])
    case authenticationDiffers(IPAddress, Authentication, own: Authentication)
    case versionDiffers(IPAddress, VRRPVersion)
    /// Another router of the group uses the other form of version 3's checksum, which not every product takes.
    case checksumFormDiffers(IPAddress)
    /// The master's last advertisement is longer ago than its interval allows.
    case late(gap: Nanoseconds)
    /// An HMAC sequence that was passed already: a replayed packet, or a clock that went back.
    case sequenceWentBack

    // MARK: Announcements

    /// An address of a virtual router is announced by somebody who is not its master.
    case announcedByOther(virtualRouterID: UInt8, master: IPAddress)
    /// The frame comes from another address than the one it announces.
    case announcementFromOther(MACAddress)
    case announcementWithoutAddress
    /// Neighbours that know the address keep what they know.
    case announcementWithoutOverride
    case icmpChecksum

    // MARK: This node's configuration

    case notConfiguredVersion(String, VRRPVersion)
    case notConfiguredInterval(String, Nanoseconds)
    case notConfiguredAddresses(String, [IPAddress])
}
