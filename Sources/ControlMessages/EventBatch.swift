/// An event with its number. Numbers grow, over a restart of the daemon, too.
package struct NumberedEvent: Hashable, Sendable {
    package var number: Int64
    package var event: EventMessage

    package init(number: Int64, event: EventMessage) {
        self.number = number
        self.event = event
    }
}

/// What a listener is told next.
package struct EventBatch: Hashable, Sendable {
    /// How many events came before these that the listener was not quick enough for: they are not kept any more.
    package var missed: Int
    /// Oldest first.
    package var events: [NumberedEvent]

    package init(missed: Int, events: [NumberedEvent]) {
        self.missed = missed
        self.events = events
    }

    package var isEmpty: Bool { missed == 0 && events.isEmpty }
}

/// The `data:` of the event `dropped` in `GET /v1/events`, which has no number.
package struct DroppedMessage: Codable, Hashable, Sendable {
    /// How many events the listener was not quick enough for.
    package var missed: Int

    package init(missed: Int) {
        self.missed = missed
    }
}
