package import Addresses
package import Deadlines

/// A frame that has to do with VRRP, read without regard to any other.
package struct DecodedFrame: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case advertisement(AdvertisementFields)
        /// A packet of VRRP's protocol number that holds no advertisement that can be read.
        case unreadable
        case announcement(Announcement)
    }

    package var time: Instant
    package var link: Link
    /// Of the link layer, where that has one.
    package var hardwareSource: MACAddress?
    package var hardwareDestination: MACAddress?
    /// Of the IP packet; nil for ARP.
    package var source: IPAddress?
    package var destination: IPAddress?
    package var content: Content
    /// What is wrong with it by itself.
    package var findings: [Finding]
}
