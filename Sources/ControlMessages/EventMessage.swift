/// What an event is about: the word after `event:` in `GET /v1/events`.
package enum EventKind: String, Codable, Hashable, Sendable, CaseIterable {
    /// A VRRP instance changed its state.
    case vrrp
    /// A check changed its verdict.
    case check
    /// A virtual service won or lost its quorum, was adopted, purged, …
    case service
    /// A real server came, went, drains, or has a weight of somebody's own.
    case realServer = "real_server"
    /// The kernel held something else than we wanted, refused it, or could not be reached.
    case kernel
    /// A configuration was read again.
    case reload
    /// A management-server group or one of its servers changed.
    case group
    /// An agent came, went, or was given another list.
    case agent
    case topology
    /// Something is wrong now, or is no longer.
    case problem
}

/// Something that changed: the `data:` of `GET /v1/events`.
package struct EventMessage: Codable, Hashable, Sendable {
    package var at: Timestamp
    package var kind: EventKind
    /// What it happened to, such as `VI_1`, `TCP 192.0.2.1:80` or `10.0.0.1:80 of TCP 192.0.2.1:80`.
    package var name: String
    /// The state before, where there is such a thing.
    package var from: String?
    /// The state since then.
    package var to: String?
    /// A phrase that says why.
    package var reason: String

    package init(
        at: Timestamp, kind: EventKind, name: String, from: String? = nil, to: String? = nil, reason: String
    ) {
        self.at = at
        self.kind = kind
        self.name = name
        self.from = from
        self.to = to
        self.reason = reason
    }
}
