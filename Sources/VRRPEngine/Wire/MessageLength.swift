import Addresses

/// How long a message is by its own fields, for one version and family.
struct MessageLength: Hashable, Sendable {
    private let addressLength: Int
    private let tailLength: Int

    init(_ settings: RouterSettings) {
        addressLength = settings.family.bitWidth / 8
        tailLength = settings.version == .v2 ? AdvertisementV2.authenticationLength : 0
    }

    /// The length without a trailer, when that and what was received agree.
    func check(_ message: Span<UInt8>) throws(DiscardReason) -> Int {
        guard message.count >= AdvertisementCodec.headerLength else { throw .truncated }
        let length = AdvertisementCodec.headerLength + Int(message[3]) * addressLength + tailLength
        guard message.count >= length else { throw .truncated }
        guard message.count == length || message.count == length + AuthenticationTrailer.length
        else { throw .surplusBytes }
        return length
    }
}
