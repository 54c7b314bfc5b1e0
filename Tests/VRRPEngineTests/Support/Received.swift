import Addresses
import Bytes
import VRRPEngine

/// A received message and what its IP header says, open to being spoilt.
struct Received {
    var message: [UInt8]
    var source = Samples.smaller
    var destination = MulticastGroup.address(of: .ipv4)
    var hopLimit: UInt8 = 255

    init(_ fixture: String, in file: String = #filePath) throws {
        message = try Fixture.packet(fixture, in: file)
        if fixture.contains("ipv6") {
            source = Samples.linkLocal
            destination = MulticastGroup.address(of: .ipv6)
        }
    }

    var envelope: PacketEnvelope { PacketEnvelope(source: source, destination: destination, hopLimit: hopLimit) }

    func decode(by settings: RouterSettings, master: IPAddress? = nil) throws(DiscardReason) -> Advertisement {
        try AdvertisementCodec(settings).decode(message.span, in: envelope, master: master)
    }

    /// Makes the checksum right again: over the message alone for version 2, else with the pseudo header.
    mutating func repairChecksum() {
        message[6] = 0
        message[7] = 0
        var sum = InternetChecksum()
        sum.add(message)
        if message[0] >> 4 == 3 {
            sum.add(source.bytes)
            sum.add(destination.bytes)
            sum.add(UInt16(112))
            sum.add(UInt16(message.count))
        }
        message[6] = UInt8(sum.value >> 8)
        message[7] = UInt8(sum.value & 0xFF)
    }
}
