import ControlMessages
package import NodeConfiguration
package import Topology

/// A topology with where it came from.
package struct LoadedTopology: Sendable {
    let reading: TopologyReading
    let loadedAt: Timestamp

    package var document: TopologyDocument { reading.document }

    /// The same bytes again are no news.
    func isSame(as other: LoadedTopology?) -> Bool { other?.reading.isOf(reading.bytes) == true }
}

/// Where topologies come from: a file, or the control API and what it left in the state directory.
///
/// A document may have a hundred megabytes, so whoever has it read, decoded or saved goes on with other work meanwhile.
package struct TopologySource: Hashable, Sendable {
    static let overAPI = "PUT /v1/topology"
    private static let name = "topology.json"
    private static let mode: UInt32 = 0o640

    /// The file that is watched; nil: documents come over the control API.
    let file: String?
    private let saved: String

    package init(_ settings: TopologySettings, stateDirectory: String) {
        file = settings.file
        saved = "\(stateDirectory)/\(Self.name)"
    }

    /// For people.
    var description: String { file ?? Self.overAPI }

    /// What is there; nil where nothing ever came over the control API.
    ///
    /// - Parameter predecessor: what was read before; of what is the same in both nothing is read again.
    @concurrent
    package func read(after predecessor: LoadedTopology?) async throws(TopologyError) -> LoadedTopology? {
        let path = file ?? saved
        if file == nil, !RegularFile.exists(path) { return nil }
        let bytes: [UInt8]
        do {
            bytes = try RegularFile.read(path, atMost: TopologyDocument.sizeLimit)
        } catch {
            throw TopologyError(source: path, reason: "\(error.reason)", place: nil)
        }
        return try await Self.decode(bytes, from: path, after: predecessor)
    }

    /// - Parameter name: for messages.
    @concurrent
    package static func decode(
        _ bytes: [UInt8], from name: String, after predecessor: LoadedTopology?
    ) async throws(TopologyError) -> LoadedTopology {
        do throws(DocumentError) {
            return LoadedTopology(
                reading: try TopologyReading(json: bytes, after: predecessor?.reading), loadedAt: WallClock.now)
        } catch {
            throw TopologyError(source: name, reason: error.message, place: error)
        }
    }

    /// Keeps what came over the control API for the next start, also after a power cut.
    @concurrent
    package func save(_ topology: LoadedTopology) async throws(FileError) {
        try ReplacedFile.write(topology.reading.bytes, to: saved, mode: Self.mode, isDurable: true)
    }
}
