/// A network namespace that the file names.
package struct NamespaceChoice: Hashable, Sendable {
    /// As `ip netns` has it; empty: the one that the daemon is started in, whatever `net_namespace` says.
    package let name: String
    package let position: SourcePosition

    package init(name: String, position: SourcePosition) {
        self.name = name
        self.position = position
    }
}
