/// How long the kernel keeps an address, in whole seconds from now. It takes the address away 0 to 1.1 s after the end.
package struct AddressLifetime: Hashable, Sendable {
    /// Never ends (`INFINITY_LIFE_TIME`).
    package static let forever = UInt32.max

    /// Until the address is removed.
    package let valid: UInt32
    /// Until it is no longer chosen as the source of new connections; never longer than `valid`.
    package let preferred: UInt32

    package init(valid: UInt32, preferred: UInt32) {
        self.valid = valid
        self.preferred = min(preferred, valid)
    }

    /// Valid and preferred until somebody removes it.
    package static let permanent = AddressLifetime(valid: forever, preferred: forever)

    /// The valid lifetime of a `struct ifa_cacheinfo`, nil for none that ends.
    static func valid(_ numbers: [UInt32]) -> UInt32? {
        guard numbers.count > 1, numbers[1] != forever else { return nil }
        return numbers[1]
    }

    /// `struct ifa_cacheinfo`; its last two numbers say when the address was made and changed, the kernel sets them.
    var kernelNumbers: [UInt32] { [preferred, valid, 0, 0] }
}
