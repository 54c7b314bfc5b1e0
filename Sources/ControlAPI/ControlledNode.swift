package import Addresses
package import ControlMessages

/// What the control API asks of the node it stands in front of.
///
/// Each question is one call, so that an answer never mixes two moments.
package protocol ControlledNode: Sendable {
    func status() async -> StatusMessage
    func vrrpInstances() async -> VRRPListMessage
    /// Takes an instance out of the election, its addresses off, until it is held again.
    ///
    /// - Parameter person: who wants it, on one line without tabs.
    func release(_ instance: String, by person: String) async throws(ControlError) -> VRRPReleaseMessage
    /// Lets an instance that was released take part again.
    func hold(_ instance: String, by person: String) async throws(ControlError) -> VRRPReleaseMessage
    /// What runs, statement by statement; without secrets.
    func configuration() async -> ConfigurationMessage
    /// The same as a file.
    func configurationText() async -> String
    func services() async -> ServiceListMessage
    /// Has the kernel hold exactly what is wanted and answers with what was put right.
    func verifyServices() async throws(ControlError) -> VerificationMessage
    /// Keeps services that are in no file of ours as they are.
    func adoptServices(_ choice: ServiceChoice) async throws(ControlError) -> ServiceChoiceMessage
    /// Removes services that are in no file of ours from the kernel.
    func purgeServices(_ choice: ServiceChoice) async throws(ControlError) -> ServiceChoiceMessage
    func checks() async -> CheckListMessage
    func managementGroups() async -> GroupListMessage
    func managementGroup(_ name: String) async throws(ControlError) -> GroupMessage
    /// The known agents of a group, in order of their ids.
    func agents(of group: String) async throws(ControlError) -> AgentListMessage
    /// The list for one agent; an unknown one is answered as if it came after all known ones of `zone` (nil: of all).
    func agent(_ id: String, of group: String, zone: String?) async throws(ControlError) -> AgentMessage
    /// Registers or refreshes an agent and answers with its list, when that outlives a power cut.
    ///
    /// - Parameter client: who asks over the network; nil for one on the control socket.
    func register(
        _ id: String, in group: String, _ body: AgentRegistration, from client: IPAddress?
    ) async throws(ControlError) -> AgentMessage
    func topology() async -> TopologyMessage
    /// Makes a document the topology in force; one that is no good changes nothing and answers with its place.
    func putTopology(_ document: [UInt8]) async throws(ControlError) -> TopologyChangeMessage
    /// Begins to watch an agent's list; the watching ends with the feed.
    ///
    /// - Parameter onNews: called on any thread after the list may have changed; does not wait
    func watch(
        _ id: String, of group: String, zone: String?, onNews: @escaping @Sendable () -> Void
    ) async throws(ControlError) -> any AgentFeed
    /// Has something else count than the file says of a group.
    func changeGroup(_ name: String, _ change: GroupChange) async throws(ControlError) -> GroupMessage
    /// How the agents of a group are spread, and whom a change would move.
    func balance(of group: String) async throws(ControlError) -> BalanceMessage
    /// How far a management server is drained.
    func managementServer(_ server: String, of group: String) async throws(ControlError) -> DrainMessage
    /// Asks the agents of a management server to leave it, or takes it back.
    func drain(_ server: String, of group: String, _ drains: Bool) async throws(ControlError) -> DrainMessage
    /// Reads the configuration again. One with errors is not applied and answers with its diagnostics.
    func reload() async throws(ControlError) -> ReloadMessage
    /// What a reload of another configuration would change; changes nothing.
    ///
    /// - Parameter seesAll: whether whoever asks may see all that the daemon sees.
    func plan(_ question: PlanQuestion, seesAll: Bool) async throws(ControlError) -> ReloadMessage
    /// Begins to listen to events; refused where too many listen.
    ///
    /// - Parameter onNews: called on any thread after something came; does not wait
    func events(_ query: EventQuery, onNews: @escaping @Sendable () -> Void) throws(ControlError) -> any EventFeed
    /// Begins to record what goes into and out of the VRRP instances, or of one of them; refused where somebody does.
    func record(instance: String?) async throws(ControlError) -> any RecordingFeed
}

/// A watcher's place: what it knows of an agent's list.
package protocol AgentFeed: Sendable {
    /// The list, where it is not the one that was taken last; nil where there is nothing new.
    func take() async throws(ControlError) -> AgentMessage?
}

/// A listener's place among the events of a node; the listening ends with it.
package protocol EventFeed: Sendable {
    /// What came since the last call, in pieces of bounded size; empty where nothing is left.
    func take() -> EventBatch
}

/// A recording that runs; it ends with its last reference.
package protocol RecordingFeed: Sendable {
    /// The lines since the last call, in pieces of bounded size; empty where nothing is left. Does not wait.
    func take() -> [UInt8]
}
