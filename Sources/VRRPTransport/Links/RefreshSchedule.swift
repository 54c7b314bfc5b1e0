package import Deadlines

/// When the lifetimes of the addresses on each interface are started anew: after a third of the shortest one, and never
/// more often than once a second.
package struct RefreshSchedule: Hashable, Sendable {
    /// An interface whose turn has come.
    package struct Turn: Hashable, Sendable {
        package let interfaceIndex: Int32
        /// How long ago its lifetimes began, where that is more than half of the shortest one.
        package let lateBy: Nanoseconds?

        package init(interfaceIndex: Int32, lateBy: Nanoseconds?) {
            self.interfaceIndex = interfaceIndex
            self.lateBy = lateBy
        }
    }

    private struct Interface: Hashable, Sendable {
        var began: Instant
        var due: Instant
        var shortest: UInt32
    }

    private static let shortestPause = Nanoseconds.seconds(1)
    private var interfaces: [Int32: Interface] = [:]

    package init() {}

    /// When the first interface's turn comes.
    package var deadline: Instant? { interfaces.values.map(\.due).min() }

    /// How long ago the lifetimes on an interface began.
    package func age(of interfaceIndex: Int32, at now: Instant) -> Nanoseconds {
        interfaces[interfaceIndex].map { now - $0.began } ?? .zero
    }

    /// Takes over which interfaces have addresses with lifetimes, and how long the shortest one lasts. A new one began
    /// at `now`.
    package mutating func update(_ shortest: [Int32: UInt32], at now: Instant) {
        interfaces = interfaces.filter { shortest[$0.key] != nil }
        for (index, seconds) in shortest {
            let pause = Self.pause(seconds)
            guard var known = interfaces[index] else {
                interfaces[index] = Interface(began: now, due: now + pause, shortest: seconds)
                continue
            }
            known.shortest = seconds
            known.due = max(now, min(known.due, known.began + pause))
            interfaces[index] = known
        }
    }

    /// The interfaces whose turn has come, in the order of their numbers; they begin anew at `now`.
    package mutating func takeDue(at now: Instant) -> [Turn] {
        let due = interfaces.filter { $0.value.due <= now }.sorted { $0.key < $1.key }
        for (index, interface) in due {
            interfaces[index]?.began = now
            interfaces[index]?.due = now + Self.pause(interface.shortest)
        }
        return due.map { index, interface in
            let age = now - interface.began
            let isLate = age > Nanoseconds.seconds(Int64(interface.shortest)) / 2
            return Turn(interfaceIndex: index, lateBy: isLate ? age : nil)
        }
    }

    private static func pause(_ seconds: UInt32) -> Nanoseconds {
        max(Nanoseconds.seconds(Int64(seconds)) / 3, shortestPause)
    }
}
