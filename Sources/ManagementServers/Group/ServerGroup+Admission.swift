package import Addresses
package import Deadlines

extension ServerGroup {
    /// Whether an agent may register.
    package enum Admission: Hashable, Sendable {
        case admitted
        /// There are as many agents as there may be.
        case full
        /// Its client registers unknown agents faster than it may.
        case tooFast(isFirst: Bool, until: Instant)
    }

    /// Whether there is room for an agent that is not known.
    package var isFull: Bool { agents.count >= settings.maxAgents }

    /// Judges a registration before it is taken in. An agent that is known may always register.
    ///
    /// - Parameter client: who asks over the network; nil for one on this host, who is not held up.
    package mutating func admit(_ id: AgentID, from client: IPAddress?, at now: Instant) -> Admission {
        guard agents.records[id] == nil else { return .admitted }
        guard !isFull else { return .full }
        guard let client else { return .admitted }
        return switch newcomers.admit(client, at: now) {
        case .admitted: .admitted
        case .refused(let isFirst, let until): .tooFast(isFirst: isFirst, until: until)
        }
    }
}
