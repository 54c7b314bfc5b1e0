package import NodeConfiguration
import VRRPEngine
import VRRPTransport

/// Which instances a reload takes away, and which go on under another name: a virtual router is told by its interface,
/// family and VRID, and keeps its role where the name alone is new.
package struct InstanceSuccession {
    /// The names of those that end, in the order of the old file. Another virtual router may begin under the same name.
    package let gone: [String]
    /// New names by the old ones.
    package let renamed: [String: String]

    package init(from old: Configuration, to new: Configuration) {
        let successors = Dictionary(new.identities.map { ($0.identity, $0.name) }) { first, _ in first }
        var ended: [String] = []
        var renamed: [String: String] = [:]
        for (identity, name) in old.identities {
            if let successor = successors[identity] {
                if successor != name { renamed[name] = successor }
            } else {
                ended.append(name)
            }
        }
        // Who hears that a name is gone would not know that another instance goes on under it.
        let taken = Set(renamed.values)
        gone = ended.filter { !taken.contains($0) }
        self.renamed = renamed
    }

    /// The instances that can run, by what they are told by and their names.
    static func identified(in configuration: Configuration) -> [IdentifiedInstance] {
        configuration.identities.map { IdentifiedInstance(identity: $0.identity, name: $0.name) }
    }

    /// New places of problems by the old ones.
    package var problemMoves: [String: String] {
        Dictionary(
            renamed.flatMap { old, new in
                [(old.problemPlace, new.problemPlace), (old.scriptProblemPlace, new.scriptProblemPlace)]
            }
        ) { first, _ in first }
    }

    /// The way back.
    package var problemReturns: [String: String] {
        Dictionary(problemMoves.map { ($1, $0) }) { first, _ in first }
    }
}

/// An instance under the name that it has in a configuration.
struct IdentifiedInstance: Hashable {
    fileprivate let identity: InstanceIdentity
    let name: String
}

/// What a router that runs is found by.
private struct InstanceIdentity: Hashable {
    let key: RouterKey
    let version: VRRPVersion
}

extension Configuration {
    fileprivate var identities: [(identity: InstanceIdentity, name: String)] {
        RouterSettings.all(of: self).map {
            (InstanceIdentity(key: RouterKey($0), version: $0.version), $0.name)
        }
    }
}

extension String {
    /// Where problems of an instance of this name are.
    var problemPlace: String { "vrrp_instance \(self)" }

    /// Where problems of its notify scripts are.
    fileprivate var scriptProblemPlace: String { ScriptLane(NotifyMessage(.instance, self, .stop)).problemPlace }
}
