import Addresses
import Deadlines
import Testing
import VRRPEngine
import VRRPTransport

@Suite struct SecondDaemonDetectorTests {
    private let table = InterfaceTable(
        links: [Samples.link("eth0")],
        addresses: [Samples.linkAddress("192.0.2.1/24"), Samples.linkAddress("192.0.2.100/24")])
    private let sighting = OutgoingWatch.Sighting(source: Samples.address("192.0.2.1"), virtualRouterID: 51)

    @Test("what leaves from our own address, and not by us, is another daemon's")
    func foreign() {
        let detector = SecondDaemonDetector()
        #expect(detector.isForeign(sighting, after: Samples.start, in: table))
    }

    @Test("what leaves from an address of somebody who shares the interface is no second daemon's")
    func sharedInterface() {
        let container = OutgoingWatch.Sighting(source: Samples.address("192.0.2.9"), virtualRouterID: 51)
        #expect(!SecondDaemonDetector().isForeign(container, after: Samples.start, in: table))
    }

    @Test("a virtual address does not say whose advertisement it is")
    func virtualAddress() {
        var detector = SecondDaemonDetector()
        let address = Samples.address("192.0.2.100")
        #expect(detector.isOwn(address, in: table))
        detector.replaceVirtualAddresses(with: [address], at: Samples.start)
        #expect(!detector.isOwn(address, in: table))
        let owner = OutgoingWatch.Sighting(source: address, virtualRouterID: 51)
        #expect(!detector.isForeign(owner, after: Samples.start, in: table))
    }

    @Test("our own farewell is no second daemon's, whatever became of its router")
    func farewell() {
        var detector = SecondDaemonDetector()
        let sent = Samples.start
        detector.noteSent(51, from: sighting.source, at: sent)
        detector.replaceVirtualAddresses(with: [], at: sent)
        #expect(!detector.isForeign(sighting, after: sent, in: table))
        #expect(!detector.isForeign(sighting, after: sent + .milliseconds(999), in: table))
        #expect(detector.isForeign(sighting, after: sent + .seconds(1), in: table))
    }

    @Test("what we sent stays ours when it is read late")
    func readLate() {
        var detector = SecondDaemonDetector()
        // The thread looked, sent, and came to look again only minutes later: it left after the first look.
        detector.noteSent(51, from: sighting.source, at: Samples.start + .seconds(2))
        #expect(!detector.isForeign(sighting, after: Samples.start, in: table))
    }

    @Test("what we sent for one virtual router hides nobody who speaks for another")
    func otherVirtualRouter() {
        var detector = SecondDaemonDetector()
        detector.noteSent(52, from: sighting.source, at: Samples.start)
        #expect(detector.isForeign(sighting, after: Samples.start, in: table))
    }
}
