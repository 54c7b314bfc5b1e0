import Deadlines

/// What is kept of each known agent. There may be a million, so texts are numbers of a book or fingerprints here, and
/// nothing has memory of its own but a long id.
struct AgentRecord: OrderedByID {
    let id: AgentID
    var isConfigured = false
    var isRegistered = false
    /// The number of its zone and its cluster in the table's books.
    var zone: UInt32 = 0
    var cluster: UInt32 = 0
    /// When it last registered.
    var lastSeen = Instant.zero
    var held = HeldPrint.unsaid
    /// The fingerprint of the server it is connected to; 0 where it did not say.
    var connectedTo: UInt64 = 0
    /// The list that it keeps until its turn to move comes.
    var waiting = WaitingMove.none

    init(id: AgentID) {
        self.id = id
    }
}

/// An agent that is not told its new list yet: the line-up and the position that its old list came from.
struct WaitingMove: Hashable {
    static let none = WaitingMove(lineup: 0, position: 0)

    /// The line-up's number; 0 where nothing waits.
    let lineup: UInt32
    let position: UInt32
}
