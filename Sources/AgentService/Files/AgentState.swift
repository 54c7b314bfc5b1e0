import CLinux
import ControlMessages
import Glibc
import ManagedAgent

/// What outlives the program, in its state directory.
struct AgentState: Codable, Hashable, Sendable {
    var file = FileMemory()
    /// What the load balancers said last, for a start when none of them answers.
    var assignment: Assignment?
    /// What the values in the properties file were made from.
    var written: Assignment?
    /// When the agent was made to reconnect last.
    var lastReconnect: Timestamp?

    private enum CodingKeys: String, CodingKey {
        case file, assignment, written
        case lastReconnect = "last_reconnect"
    }
}

/// The file that holds it.
struct AgentStateFile: Sendable {
    private static let largestSize = 1 << 20

    let path: String

    init(directory: String) {
        path = "\(directory)/state.json"
    }

    /// Nil where there is no file yet.
    func load() throws(FileFailure) -> AgentState? {
        guard Glibc.access(path, F_OK) == 0 || clinux_errno() != ENOENT else { return nil }
        let bytes = try FileContent.read(path, atMost: Self.largestSize).bytes
        do throws(MessageError) {
            return try MessageCoding.decode(AgentState.self, from: bytes)
        } catch {
            throw FileFailure(path, "\(error)")
        }
    }

    /// Puts a file that cannot be used out of the way, for whoever wants to look at it.
    func setAside() {
        _ = rename(path, path + ".bad")
    }

    func save(_ state: AgentState) throws(FileFailure) {
        guard let bytes = try? MessageCoding.encode(state) else { throw FileFailure(path, "it cannot be encoded") }
        try DurableFile(path: path).replace(with: bytes, DurableFile.Facts(mode: 0o600, owner: nil))
    }
}
