package import Addresses

/// A check as configured, inheritance done.
package struct CheckSpecification: Hashable, Sendable {
    package let key: CheckKey
    package let kind: CheckKind
    /// Where the check connects to.
    package let target: Endpoint
    /// The source address, nil for the one the kernel chooses.
    package let bindTo: IPAddress?
    package let origin: CheckOrigin
    package let timing: CheckTiming
    /// The connection that is kept beside the check; nil where none is.
    package let kept: KeptConnectionRule?
    /// Whether each failure is logged, those that are forgiven, too (`log_all_failures`); nil: as all checks.
    package let logsAllFailures: Bool?

    package init(
        key: CheckKey, kind: CheckKind, target: Endpoint, bindTo: IPAddress? = nil, origin: CheckOrigin = .any,
        timing: CheckTiming, kept: KeptConnectionRule? = nil, logsAllFailures: Bool? = nil
    ) {
        self.key = key
        self.kind = kind
        self.target = target
        self.bindTo = bindTo
        self.origin = origin
        self.timing = timing
        self.kept = kept
        self.logsAllFailures = logsAllFailures
    }

    /// What the check looks at, for people.
    package var targetText: String {
        switch kind {
        case .script(let script): script.words.joined(separator: " ")
        case .file(let file): "track_file \(file.name)"
        case .tcp, .http, .smtp, .dns, .udp: target.description
        case .ping: target.address.description
        }
    }

    /// Whether both ask the same question of the same server, so that what one has found holds for the other.
    ///
    /// Only the timing, the kept connection, what is logged and the place among the server's checks may differ: a reload
    /// that changes them must not bring a dead server back.
    package func asksTheSame(as other: CheckSpecification) -> Bool {
        key.service == other.key.service && key.realServer == other.key.realServer && kind == other.kind
            && target == other.target && bindTo == other.bindTo && origin == other.origin
    }

    /// A number for what is asked of the server: the same for all that ask the same, as long as this process lives.
    package var question: Int {
        var hasher = Hasher()
        hasher.combine(kind)
        hasher.combine(target)
        hasher.combine(bindTo)
        hasher.combine(origin)
        return hasher.finalize()
    }

    /// Whether a notice with this check's key is about what it asks.
    package func isMeant(by notice: CheckNotice) -> Bool {
        notice.question.map { $0 == question } ?? true
    }
}
