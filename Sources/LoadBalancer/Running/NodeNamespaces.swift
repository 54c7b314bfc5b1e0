import NodeConfiguration
package import Polling

/// Where a node works, which is settled before its first thread and its first socket.
package struct NodeNamespaces: Sendable {
    /// Whether the command line names the node's own namespace, so that `net_namespace` does not count.
    package var overridesFile: Bool
    /// Where IPVS is used; nil: where the process is.
    package var ipvs: OpenNamespace?

    package init(overridesFile: Bool = false, ipvs: OpenNamespace? = nil) {
        self.overridesFile = overridesFile
        self.ipvs = ipvs
    }
}

extension Node {
    /// What another configuration says of namespaces and cannot have without a restart: sockets stay where they were
    /// opened.
    func changesOfNamespaces(in next: Configuration) -> [Diagnostic] {
        func change(_ keyword: String, _ running: NamespaceChoice?, _ wanted: NamespaceChoice?) -> Diagnostic? {
            guard running?.name != wanted?.name else { return nil }
            return Diagnostic(
                severity: .error, position: wanted?.position ?? SourcePosition(file: settings.file, line: 1, column: 1),
                message:
                    "'\(keyword)' is fixed at the start, where it was \(running?.text ?? "not set"); restart swiftlvsd"
                    + " to have it \(wanted?.text ?? "not set")")
        }
        return [
            settings.namespaces.overridesFile
                ? nil : change("net_namespace", configuration.namespace, next.namespace),
            change("net_namespace_ipvs", configuration.ipvsNamespace, next.ipvsNamespace),
        ].compactMap(\.self)
    }
}

extension NamespaceChoice {
    fileprivate var text: String { name.isEmpty ? "without a name" : "'\(name)'" }
}
