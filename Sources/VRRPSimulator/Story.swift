package import Deadlines
package import VRRPEngine

/// An instance came to another state.
package struct Turn: Hashable, Sendable {
    package let at: Nanoseconds
    package let instance: Int
    package let state: VRRPState

    package init(at: Nanoseconds, instance: Int, state: VRRPState) {
        self.at = at
        self.instance = instance
        self.state = state
    }
}

/// What happened in a simulation, in order, for people.
package struct Story: Sendable {
    package let plan: Plan
    private var moments: [(at: Instant, Happening)] = []
    package internal(set) var violation: Violation?

    init(_ plan: Plan) { self.plan = plan }

    mutating func note(_ world: World) {
        for happening in world.happenings { moments.append((world.now, happening)) }
    }

    /// Where the instances stood, and when: every transition.
    package var turns: [Turn] {
        moments.compactMap { at, happening in
            guard case .transition(let instance, _, let state, _) = happening else { return nil }
            return Turn(at: at - .zero, instance: instance, state: state)
        }
    }

    /// When the addresses of an instance went on (true) or off.
    package func carriage(of wanted: Int) -> [(at: Nanoseconds, carries: Bool)] {
        moments.compactMap { at, happening in
            switch happening {
            case .added(wanted): (at - .zero, true)
            case .removed(wanted), .expired(wanted), .lost(wanted): (at - .zero, false)
            default: nil
            }
        }
    }

    /// The whole timeline; of the packets only those in the last `packets` moments before the end.
    package func text(packets: Int = 40) -> String {
        var lines = [plan.description]
        let firstPacket = moments.count - packets
        for (index, moment) in moments.enumerated() where index >= firstPacket || !moment.1.isPacket {
            lines.append("\(Self.column(moment.at))  \(moment.1.text(in: plan))")
        }
        if let violation {
            lines.append("\(Self.column(Instant(nanoseconds: violation.at)))  BROKEN \(violation)")
        }
        return lines.joined(separator: "\n")
    }

    /// Seconds with nine decimals, aligned.
    private static func column(_ time: Instant) -> String {
        let whole = String(time.nanoseconds / 1_000_000_000)
        let decimals = String(time.nanoseconds % 1_000_000_000)
        return String(repeating: " ", count: max(0, 6 - whole.count)) + whole + "."
            + String(repeating: "0", count: 9 - decimals.count) + decimals
    }
}
