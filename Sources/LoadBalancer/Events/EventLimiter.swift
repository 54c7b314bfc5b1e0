package import ControlMessages
package import Deadlines
package import Logging

/// Keeps an object that flaps from flooding the log and the listeners.
///
/// An object's first event opens a window of 10 s, in which it may tell ten events. Those after them are counted, and
/// one summary at the window's end stands for all: `… and 57 more in the last 10 s`, with the state before the first
/// and after the last of them. Changes of a VRRP instance's state are always told.
package struct EventLimiter: Sendable {
    /// An event, and how loud the log says it.
    package struct Entry: Hashable, Sendable {
        package var event: EventMessage
        package var level: Logger.Level

        package init(_ event: EventMessage, level: Logger.Level) {
            self.event = event
            self.level = level
        }
    }

    /// What an object told since its window began.
    private struct Window {
        let end: Instant
        var told = 1
        var suppressed = 0
        /// What stands for those that were suppressed.
        var summary: Entry?
    }

    package static let window = Nanoseconds.seconds(10)
    /// How many events an object may tell in a window.
    package static let allowance = 10
    /// How many objects are watched; what comes beyond them at the same time are events of as many objects.
    private static let mostObjects = 4_096

    private var windows: [EventObject: Window] = [:]
    private var nextSweep = Instant.zero
    /// When the next summary is due; nil where nothing was suppressed.
    package private(set) var deadline: Instant?

    package init() {}

    /// Whether an event is to be told. Summaries that are due come before it.
    package mutating func admits(_ entry: Entry, at now: Instant) -> Bool {
        let event = entry.event
        if event.kind == .vrrp, event.from != nil, event.to != nil { return true }
        sweep(at: now)
        guard var window = windows[event.object], window.end > now else {
            if windows.count < Self.mostObjects { windows[event.object] = Window(end: now + Self.window) }
            return true
        }
        guard window.told >= Self.allowance else {
            window.told += 1
            windows[event.object] = window
            return true
        }
        window.suppressed += 1
        var summary = entry
        summary.event.from = window.summary?.event.from ?? event.from
        summary.level = max(entry.level, window.summary?.level ?? entry.level)
        window.summary = summary
        windows[event.object] = window
        deadline = min(deadline ?? window.end, window.end)
        return false
    }

    /// The summaries that are due, in order of their objects.
    package mutating func summaries(at now: Instant) -> [Entry] {
        guard let deadline, deadline <= now else { return [] }
        var due: [Entry] = []
        for (object, window) in windows where window.suppressed > 0 && window.end <= now {
            windows[object] = nil
            guard var entry = window.summary else { continue }
            entry.event.reason = "… and \(window.suppressed) more in the last 10 s, the last: \(entry.event.reason)"
            due.append(entry)
        }
        self.deadline = windows.values.filter { $0.suppressed > 0 }.map(\.end).min()
        return due.sorted { ($0.event.kind.rawValue, $0.event.name) < ($1.event.kind.rawValue, $1.event.name) }
    }

    /// Forgets windows that ended, once in a while.
    private mutating func sweep(at now: Instant) {
        guard now >= nextSweep else { return }
        nextSweep = now + Self.window
        windows = windows.filter { $0.value.end > now || $0.value.suppressed > 0 }
    }
}
