import Addresses
import Bytes
import Deadlines

/// Version 3's fields after the first four bytes (RFC 9568 §5.1): 4 reserved bits, 12 bits of interval in
/// centiseconds, checksum, IPv4 or IPv6 addresses.
enum AdvertisementV3 {
    static func writeBody(of codec: AdvertisementCodec, to writer: inout ByteWriter) {
        writer.write(UInt16(truncatingIfNeeded: codec.interval.wholeMilliseconds / 10))
        writer.write(UInt16(0))
        for address in codec.addresses { writer.write(address.bytes) }
    }

    /// RFC 9568 §7.1 from the address count on; lengths and checksum have been checked.
    static func read(
        _ message: Span<UInt8>, _ form: Advertisement.ChecksumForm, listsOurAddresses: Bool, beginsWithLinkLocal: Bool
    ) throws(DiscardReason) -> Advertisement {
        guard message[3] > 0 else { throw .addressCount }
        let centiseconds = Int64(message[4] & 0x0F) << 8 | Int64(message[5])
        // With interval 0 every down interval would be 0 as well, and backups would take over without end.
        guard centiseconds > 0 else { throw .interval }
        return Advertisement(
            priority: message[2], interval: .centiseconds(centiseconds),
            listsOurAddresses: listsOurAddresses, beginsWithLinkLocal: beginsWithLinkLocal, checksumForm: form)
    }
}
