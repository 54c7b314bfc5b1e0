import Deadlines

/// What is kept of each known agent. There may be a million, so texts are numbers of a book or fingerprints here, and
/// nothing has memory of its own but a long id.
struct AgentRecord: OrderedByID {
    let id: AgentID
    var isConfigured = false
    var isRegistered = false
    /// Its turn to move has come, and it has not registered since.
    var isReleased = false
    /// The number of its zone and its cluster in the table's books.
    var zone: UInt32 = 0
    var cluster: UInt32 = 0
    /// When it last registered.
    var lastSeen = Instant.zero
    var held = HeldPrint.unsaid
    /// The fingerprint of the server it is connected to; 0 where it did not say.
    var connectedTo: UInt64 = 0
    var told = ToldList.nothing

    init(id: AgentID) {
        self.id = id
    }
}
