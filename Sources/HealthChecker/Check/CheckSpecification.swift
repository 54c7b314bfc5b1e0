package import Addresses

/// A check as configured, inheritance done.
package struct CheckSpecification: Hashable, Sendable {
    package let key: CheckKey
    package let kind: CheckKind
    /// Where the check connects to.
    package let target: Endpoint
    /// The source address, nil for the one the kernel chooses.
    package let bindTo: IPAddress?
    package let timing: CheckTiming

    package init(key: CheckKey, kind: CheckKind, target: Endpoint, bindTo: IPAddress? = nil, timing: CheckTiming) {
        self.key = key
        self.kind = kind
        self.target = target
        self.bindTo = bindTo
        self.timing = timing
    }

    /// Whether both ask the same question of the same server, so that what one has found holds for the other.
    ///
    /// Only the timing and the place among the server's checks may differ: a reload that changes them must not bring a
    /// dead server back.
    package func asksTheSame(as other: CheckSpecification) -> Bool {
        key.service == other.key.service && key.realServer == other.key.realServer && kind == other.kind
            && target == other.target && bindTo == other.bindTo
    }
}
