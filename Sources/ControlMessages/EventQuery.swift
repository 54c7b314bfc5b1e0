/// Which events somebody wants to hear.
package struct EventQuery: Hashable, Sendable {
    /// The number of the last event that was heard before (`Last-Event-ID`); what came since then is told first, as far
    /// as it is kept.
    package var after: Int64?
    /// How many of the last events are told first, where `after` is nil.
    package var history: Int
    package var kinds: Set<EventKind>

    package init(after: Int64? = nil, history: Int = 0, kinds: Set<EventKind> = Set(EventKind.allCases)) {
        self.after = after
        self.history = history
        self.kinds = kinds
    }
}
