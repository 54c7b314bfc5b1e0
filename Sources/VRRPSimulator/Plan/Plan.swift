package import Addresses
package import Deadlines

/// Everything about a simulated story that is decided before it begins: the same plan gives the same story.
package struct Plan: Hashable, Sendable {
    /// What the chance of links and nodes comes from.
    package var seed: UInt64
    package var nodeCount: Int
    package var segmentCount: Int
    /// By instance number: segment × `nodeCount` + node.
    package var routers: [RouterDraft]
    /// By instance: where it sends from.
    package var sources: [IPAddress]
    /// By node: when it boots.
    package var boots: [Nanoseconds]
    /// By node: by how many millionths its clock is too fast.
    package var drifts: [Int64]
    /// What a healthy link takes for a packet.
    package var delay: ClosedRange<Nanoseconds>
    /// By how much a node may run a timer late.
    package var wakeLatency: Nanoseconds
    package var faults: [TimedFault]
    package var end: Nanoseconds
    package var flaw: Flaw?

    /// A quiet link of routers with exact clocks that boot together.
    package init(
        _ routers: [RouterDraft], segmentCount: Int = 1, seed: UInt64 = 0, faults: [TimedFault] = [], end: Nanoseconds
    ) {
        self.seed = seed
        self.routers = routers
        self.segmentCount = segmentCount
        nodeCount = routers.count / segmentCount
        sources = []
        for segment in 0..<segmentCount {
            for node in 0..<nodeCount {
                let family = routers[segment * nodeCount + node].family
                sources.append(Segment.address(segment, number: node + 1, family: family))
            }
        }
        boots = Array(repeating: .zero, count: nodeCount)
        drifts = Array(repeating: 0, count: nodeCount)
        delay = .zero ... .zero
        wakeLatency = .zero
        self.faults = faults
        self.end = end
    }

    func instance(_ segment: Int, _ node: Int) -> Int { segment * nodeCount + node }
}

extension Plan: CustomStringConvertible {
    package var description: String {
        var lines = ["seed \(seed): \(nodeCount) nodes, \(segmentCount) segments, until \(end)"]
        lines.append("links take \(delay.lowerBound) to \(delay.upperBound), timers are late by up to \(wakeLatency)")
        for node in 0..<nodeCount {
            lines.append("n\(node + 1) boots at \(boots[node]), its clock drifts by \(drifts[node]) ppm")
            for segment in 0..<segmentCount {
                let index = instance(segment, node)
                lines.append("  i\(index) on eth\(segment) from \(sources[index]): \(routers[index])")
            }
        }
        return lines.joined(separator: "\n")
    }
}
