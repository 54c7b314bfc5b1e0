import Addresses
import Testing
import VRRPEngine

@Suite struct IPv4HeaderTests {
    @Test("a packet as a raw socket delivers it")
    func reads() throws {
        let packet = try Fixture.packet("packet-v3-ipv4")
        let header = try IPv4Header(packet.span)
        #expect(header.envelope.source == Samples.smaller)
        #expect(header.envelope.destination == MulticastGroup.address(of: .ipv4))
        #expect(header.envelope.hopLimit == 255)
        #expect(header.protocolNumber == MulticastGroup.protocolNumber)
        #expect(try Array(packet[header.payload]) == Fixture.packet("advertisement-v3-ipv4"))
    }

    @Test("VR-12: a total length that is not what was received is discarded", arguments: [65535, 33, 31, 20, 19, 0])
    func totalLength(length: Int) throws {
        var packet = try Fixture.packet("packet-v3-ipv4")
        packet[2] = UInt8(length >> 8)
        packet[3] = UInt8(length & 0xFF)
        #expect(throws: DiscardReason.ipHeader) { try IPv4Header(packet.span) }
    }

    @Test("VR-12: a header length below 20 or past the packet is discarded")
    func headerLength() throws {
        for words in 0...15 where words != 5 {
            var packet = try Fixture.packet("packet-v3-ipv4")
            packet[0] = 0x40 | UInt8(words)
            if (5...8).contains(words) {
                #expect(try IPv4Header(packet.span).payload == words * 4..<32)
            } else {
                #expect(throws: DiscardReason.ipHeader) { try IPv4Header(packet.span) }
            }
        }
    }

    @Test("VR-6: a packet cut at any byte is discarded")
    func truncated() throws {
        let packet = try Fixture.packet("packet-v3-ipv4")
        for length in 0..<packet.count {
            #expect(throws: DiscardReason.ipHeader) { try IPv4Header(Array(packet[..<length]).span) }
        }
    }
}
