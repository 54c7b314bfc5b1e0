package import ControlMessages

/// What an event happened to: the unit in which events are counted, so that one object cannot drown the others.
package struct EventObject: Hashable, Sendable {
    package let kind: EventKind
    package let name: String
}

extension EventMessage {
    package var object: EventObject { EventObject(kind: kind, name: name) }
}
