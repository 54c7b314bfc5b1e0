/// `POST /v1/vrrp/{instance}/release` and `/hold`: where the instance stands now.
package struct VRRPReleaseMessage: Codable, Hashable, Sendable {
    package var asOf: Timestamp
    package var instance: String
    /// Whether an operator holds it out of the election.
    package var released: Bool
    /// Null where it does not run, as its configuration is gone.
    @ExplicitNull package var state: VRRPStateText?
    /// Why it is in FAULT; null in the other states.
    @ExplicitNull package var reason: String?
    /// The sync group that goes the same way; null for none.
    @ExplicitNull package var syncGroup: String?

    package init(
        asOf: Timestamp, instance: String, released: Bool, state: VRRPStateText?, reason: String?, syncGroup: String?
    ) {
        self.asOf = asOf
        self.instance = instance
        self.released = released
        self.state = state
        self.reason = reason
        self.syncGroup = syncGroup
    }

    private enum CodingKeys: String, CodingKey {
        case asOf = "as_of"
        case instance, released, state, reason
        case syncGroup = "sync_group"
    }
}
