/// Why a check left an agent where it is.
package enum Impediment: String, Hashable, Sendable {
    /// There is no server that it may go to.
    case noOtherServer
    /// The servers that it may go to take no connection.
    case noAnswer
    /// The agent says that it is busy.
    case busy
}

extension Impediment: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noOtherServer: "no other management server is left that the agent may go to"
        case .noAnswer: "no management server that the agent may go to takes a connection"
        case .busy: "the agent is busy"
        }
    }
}
