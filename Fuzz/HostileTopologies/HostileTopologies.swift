import Addresses
import Topology

/// Takes bytes for a topology that somebody sent.
package enum HostileTopologies {
    /// What became of it.
    package enum Outcome: Hashable, Sendable {
        case refused
        /// How many virtual services it came to.
        case planned(Int)
    }

    private static let mapping = ServiceMapping(entries: [
        ServiceMapping.Entry(service: "php", address: .v4(IPv4Address(192, 0, 2, 1))),
        ServiceMapping.Entry(service: "tomcat", address: .v4(IPv4Address(192, 0, 2, 1))),
        ServiceMapping.Entry(service: "php", address: .v6(IPv6Address(high: 0x2001_0DB8_0000_0000, low: 1))),
    ])

    /// Reads a document and plans it; the first byte says by which rules, unless it begins the document. Nothing but a
    /// trap or an endless loop can go wrong here.
    @discardableResult
    package static func read(_ input: [UInt8]) -> Outcome {
        _ = try? ServiceMapping(String(decoding: input.prefix(200), as: UTF8.self))
        let isBare = input.first == UInt8(ascii: "{")
        let choice = isBare ? 0 : input.first ?? 0
        do throws(DocumentError) {
            let document = try TopologyDocument(json: isBare ? input : Array(input.dropFirst()))
            let rules = TopologyPlan.Rules(
                mapping: mapping, translatesPorts: choice & 1 == 0, crossesFamilies: choice & 2 != 0)
            let plan = TopologyPlan(document, by: rules)
            // The same document twice is the same plan.
            return TopologyPlan(document, by: rules) == plan ? .planned(plan.services.count) : .refused
        } catch {
            _ = error.description
            return .refused
        }
    }
}
