package import Addresses
package import Deadlines
package import Netlink
import Tracking

/// Interfaces that must be down or up for a while before that counts for anybody (`interface_up_down_delays`).
package struct InterfacePatience: Sendable {
    package struct Delays: Hashable, Sendable {
        package let down: Nanoseconds
        package let up: Nanoseconds

        package init(down: Nanoseconds, up: Nanoseconds) {
            self.down = down
            self.up = up
        }
    }

    private var delays: [InterfaceName: Delays] = [:]
    private var signals: [InterfaceName: DelayedSignal] = [:]

    package init(_ delays: [InterfaceName: Delays] = [:]) {
        self.delays = delays
    }

    package mutating func configure(_ delays: [InterfaceName: Delays]) {
        self.delays = delays
        signals = signals.filter { delays[$0.key] != nil }
    }

    /// When `note` is to be called again, because a change counts then; nil where none is under way.
    package var deadline: Instant? { signals.values.compactMap(\.deadline).min() }

    /// Notes how the interfaces are now.
    package mutating func note(_ table: InterfaceTable, at now: Instant) {
        for (name, delays) in delays {
            // One that is gone is missing at once, and down when it comes again.
            guard let link = table.link(name) else {
                signals[name] = DelayedSignal(false)
                continue
            }
            let delay = link.isUsable ? delays.up : delays.down
            _ = signals[name, default: DelayedSignal()].note(link.isUsable, after: delay, at: now)
        }
    }

    /// Whether the interface counts as one that carries packets.
    package func isUsable(_ link: Link) -> Bool { signals[link.name]?.value ?? link.isUsable }
}
