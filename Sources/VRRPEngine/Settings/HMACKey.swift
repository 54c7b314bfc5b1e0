import Crypto

/// A secret of `auth_hmac` with its number. No text form of it shows the secret, and its memory is wiped after use.
public struct HMACKey: Sendable {
    /// The lengths that keepalived takes, in bytes.
    public static let lengths = 32...64

    /// 1 to 255.
    public let id: UInt8
    let secret: SymmetricKey

    /// - Parameter bytes: 32 to 64 of them; nil for any other number, and for the id 0.
    public init?(id: UInt8, bytes: [UInt8]) {
        guard id > 0, Self.lengths.contains(bytes.count) else { return nil }
        self.id = id
        secret = SymmetricKey(data: bytes)
    }
}

extension HMACKey: Hashable {
    public func hash(into hasher: inout Hasher) {
        hasher.combine(id)
    }
}

extension HMACKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "key \(id)" }
    public var debugDescription: String { description }
    /// The id alone.
    public var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}
