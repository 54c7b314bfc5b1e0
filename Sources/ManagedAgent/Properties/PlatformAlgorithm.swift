/// The algorithms that the platform knows by name. It compares the name that an agent holds with its own, as text.
package enum PlatformAlgorithm: String, CaseIterable, Codable, Hashable, Sendable {
    case `static`
    case roundrobin
    case shuffle

    /// The name to write for a group's algorithm: its own where the platform has it, else the one that stands for ours.
    package init(of algorithm: String, otherwise standIn: PlatformAlgorithm) {
        self = PlatformAlgorithm(rawValue: algorithm) ?? standIn
    }
}
