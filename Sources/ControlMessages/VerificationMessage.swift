/// `POST /v1/services/verify`: what the kernel held otherwise than it is wanted, and was put right.
package struct VerificationMessage: Codable, Hashable, Sendable {
    package var asOf: Timestamp
    /// Such as `add 10.0.0.1:80 to TCP 192.0.2.1:80`, in the order in which it was done.
    package var corrections: [String]

    package init(asOf: Timestamp, corrections: [String]) {
        self.asOf = asOf
        self.corrections = corrections
    }

    private enum CodingKeys: String, CodingKey {
        case asOf = "as_of"
        case corrections
    }
}
