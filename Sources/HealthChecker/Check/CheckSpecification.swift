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
    /// The connection that is kept beside the check; nil where none is.
    package let kept: KeptConnectionRule?

    package init(
        key: CheckKey, kind: CheckKind, target: Endpoint, bindTo: IPAddress? = nil, timing: CheckTiming,
        kept: KeptConnectionRule? = nil
    ) {
        self.key = key
        self.kind = kind
        self.target = target
        self.bindTo = bindTo
        self.timing = timing
        self.kept = kept
    }

    /// Whether both ask the same question of the same server, so that what one has found holds for the other.
    ///
    /// Only the timing and the kept connection may differ: a reload that changes them must not bring a dead server back.
    package func asksTheSame(as other: CheckSpecification) -> Bool {
        key == other.key && kind == other.kind && target == other.target && bindTo == other.bindTo
    }
}
