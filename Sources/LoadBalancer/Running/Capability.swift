/// What the kernel lets this process do (capabilities(7)).
package enum Capability: Int, Sendable, CaseIterable {
    case netAdmin = 12
    case netRaw = 13

    /// The name as setcap and systemd spell it.
    package var name: String {
        switch self {
        case .netAdmin: "CAP_NET_ADMIN"
        case .netRaw: "CAP_NET_RAW"
        }
    }

    /// Those of `wanted` that this process does not have; none where /proc does not say.
    package static func missing(from wanted: [Capability]) -> [Capability] {
        guard let effective = effectiveSet() else { return [] }
        return wanted.filter { effective >> UInt64($0.rawValue) & 1 == 0 }
    }

    private static func effectiveSet() -> UInt64? {
        guard let text = ProcessFacts.text(of: "/proc/self/status") else { return nil }
        for line in text.split(separator: "\n") where line.hasPrefix("CapEff:") {
            return UInt64(line.dropFirst("CapEff:".count).drop { $0 == "\t" || $0 == " " }, radix: 16)
        }
        return nil
    }
}
