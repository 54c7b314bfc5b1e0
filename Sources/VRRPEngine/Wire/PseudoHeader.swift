import Addresses
import Bytes

/// What a checksum covers beside the message: both addresses, the protocol and the length (RFC 793 §3.1 for IPv4,
/// RFC 8200 §8.1 for IPv6).
struct PseudoHeader {
    let source: IPAddress
    let destination: IPAddress
    let protocolNumber: UInt8
    /// The message's length in bytes.
    let length: Int

    /// Adds the fields to a sum; they are an even number of bytes.
    func add(to sum: inout InternetChecksum) {
        add(source, to: &sum)
        add(destination, to: &sum)
        sum.add(UInt16(protocolNumber))
        sum.add(UInt16(truncatingIfNeeded: length))
    }

    private func add(_ address: IPAddress, to sum: inout InternetChecksum) {
        switch address {
        case .v4(let address):
            add(UInt64(address.value), to: &sum)
        case .v6(let address):
            add(address.high, to: &sum)
            add(address.low, to: &sum)
        }
    }

    private func add(_ number: UInt64, to sum: inout InternetChecksum) {
        for shift: UInt64 in [0, 16, 32, 48] { sum.add(UInt16(truncatingIfNeeded: number >> shift)) }
    }
}
