import Netlink
import VRRPTransport

/// A kernel whose answers can fail.
final class FakeInterfaces: InterfaceReading, InterfaceChangeHearing {
    let descriptor: Int32 = -1
    var present: [LinkAddress] = []
    var presentLinks = [Samples.link("eth0")]
    var pending: [LinkChange] = []
    /// The errno of every reading, 0 for none.
    var readingFails: Int32 = 0
    /// The errno of hearing changes, 0 for none.
    var hearingFails: Int32 = 0

    func links() throws(NetlinkError) -> [Link] { presentLinks }

    func addresses() throws(NetlinkError) -> [LinkAddress] {
        if readingFails != 0 { throw NetlinkError("reading the addresses", errno: readingFails) }
        return present
    }

    func takeChanges() throws(NetlinkError) -> [LinkChange] {
        if hearingFails != 0 { throw NetlinkError("hearing", errno: hearingFails) }
        defer { pending = [] }
        return pending
    }
}
