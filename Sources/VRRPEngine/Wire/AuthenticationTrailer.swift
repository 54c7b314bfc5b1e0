/// The 28 bytes that keepalived 2.4 appends to an advertisement with `auth_hmac`: type, key id, reserved, a sequence
/// of time and counter, 16 bytes of HMAC.
///
/// A router without a key looks at its form only and goes by the message before it: dropping the advertisement would
/// mean two masters while nodes are migrated one by one.
enum AuthenticationTrailer {
    static let length = 28

    static func isWellFormed(_ trailer: Span<UInt8>) -> Bool {
        trailer.count == length && trailer[0] == 1 && trailer[1] != 0 && trailer[2] == 0 && trailer[3] == 0
    }
}
