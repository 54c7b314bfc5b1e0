package import ControlMessages
package import Deadlines

/// How long the takeover from a dead master took, from the packets on the link.
package struct Takeover: Sendable {
    /// From the master's death to the backup's first advertisement.
    package let afterDeath: Nanoseconds
    /// From the master's last advertisement, which started the backup's timer, to the backup's first.
    package let afterLastAdvertisement: Nanoseconds
    /// The backup's first advertisement.
    package let at: Timestamp

    /// - Parameter death: when the master was killed.
    /// - Returns: nil as long as the backup says nothing.
    package init?(
        from master: TwoNodeTopology.Node, to backup: TwoNodeTopology.Node, death: Timestamp, in capture: PacketCapture
    ) throws {
        guard let last = try capture.advertisements(from: master).last,
            let first = try capture.advertisements(from: backup).first(where: { $0.at > death })
        else { return nil }
        at = first.at
        afterDeath = first.at.since(death)
        afterLastAdvertisement = first.at.since(last.at)
    }
}
