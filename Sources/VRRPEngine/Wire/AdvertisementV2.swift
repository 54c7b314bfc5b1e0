import Addresses
import Bytes
import Deadlines

/// Version 2's fields after the first four bytes (RFC 3768 §5.1): authentication type, interval in seconds, checksum,
/// IPv4 addresses, eight bytes of authentication data.
enum AdvertisementV2 {
    static let authenticationLength = 8

    /// RFC 2338 §5.3.6; RFC 3768 knows only `none`.
    private enum AuthenticationType {
        static let none: UInt8 = 0
        static let simplePassword: UInt8 = 1
    }

    /// The password as it is sent: padded with zeros, or cut, to eight bytes.
    static func authenticationData(password: [UInt8]) -> [UInt8] {
        Array((password + [UInt8](repeating: 0, count: authenticationLength)).prefix(authenticationLength))
    }

    static func writeBody(of codec: AdvertisementCodec, to writer: inout ByteWriter) {
        writer.write(codec.authenticationData == nil ? AuthenticationType.none : AuthenticationType.simplePassword)
        writer.write(UInt8(truncatingIfNeeded: codec.interval.wholeSeconds))
        writer.write(UInt16(0))
        for address in codec.addresses { writer.write(address.bytes) }
        writer.write(codec.authenticationData ?? [UInt8](repeating: 0, count: authenticationLength))
    }

    /// RFC 3768 §7.1 from the authentication on; lengths and checksum have been checked.
    static func read(
        _ message: Span<UInt8>, _ form: Advertisement.ChecksumForm, listsOurAddresses: Bool,
        for codec: AdvertisementCodec
    ) throws(DiscardReason) -> Advertisement {
        try checkAuthentication(of: message, for: codec)
        let priority = message[2]
        guard listsOurAddresses || priority == RouterSettings.ownerPriority else { throw .addressList }
        let interval = Nanoseconds.seconds(Int64(message[5]))
        guard interval == codec.interval else { throw .interval }
        return Advertisement(
            priority: priority, interval: interval, listsOurAddresses: listsOurAddresses, checksumForm: form)
    }

    private static func checkAuthentication(
        of message: Span<UInt8>, for codec: AdvertisementCodec
    ) throws(DiscardReason) {
        switch (message[4], codec.authenticationData) {
        case (AuthenticationType.none, nil): return
        case (AuthenticationType.none, .some): throw .authenticationMissing
        case (AuthenticationType.simplePassword, nil): throw .authenticationUnexpected
        case (AuthenticationType.simplePassword, .some(let expected)):
            // All eight bytes are looked at, so that the time taken does not say where they differ.
            var difference: UInt8 = 0
            let start = message.count - authenticationLength
            for index in 0..<authenticationLength { difference |= message[start + index] ^ expected[index] }
            guard difference == 0 else { throw .authenticationFailed }
        default: throw .authenticationType
        }
    }
}
