/// A line of the effective configuration, with the lines of its block.
///
/// A configuration is printed in two steps: the types of the model say of which statements they consist, each in a file
/// of this folder, and `ConfigurationText` and the control API's JSON show those. Whoever adds a keyword adds it to
/// the file of its block here; the tests find a keyword that is read and not printed.
package struct ConfigurationStatement: Hashable, Sendable {
    /// The keyword and its arguments, without quotes; nil: a secret that is not shown.
    package let words: [String?]
    /// Nil where the keyword has no block.
    package let block: [ConfigurationStatement]?

    package init(words: [String?], block: [ConfigurationStatement]? = nil) {
        self.words = words
        self.block = block
    }
}

extension Configuration {
    /// What the configuration consists of, in the order in which files are written: every setting that counts, with the
    /// defaults and what was inherited.
    ///
    /// - Parameter withSecrets: whether passwords and keys are shown
    package func statements(withSecrets: Bool) -> [ConfigurationStatement] {
        var list = StatementList(showsSecrets: withSecrets)
        list.add("net_namespace", namespace?.name)
        if let ipvsNamespace { list.line(["net_namespace_ipvs"] + [ipvsNamespace.name].filter { !$0.isEmpty }) }
        list.block("global_defs") { block in
            globals.write(to: &block)
            writePrefixes(to: &block)
        }
        writeTrackers(to: &list)
        writeInterfaces(to: &list)
        for group in syncGroups { group.write(to: &list) }
        for instance in vrrpInstances { instance.write(to: &list, globals) }
        writeStaticEntries(to: &list)
        tls?.write(to: &list)
        for group in virtualServerGroups { group.write(to: &list) }
        for server in virtualServers { server.write(to: &list) }
        for group in managementServerGroups { group.write(to: &list) }
        topology?.write(to: &list)
        api?.write(to: &list)
        return list.statements
    }

    /// Those that virtual servers use, each once.
    private var virtualServerGroups: [VirtualServerGroup] {
        var printed: Set<String> = []
        return virtualServers.compactMap { server in
            // The first use need not be one that counts.
            guard case .group(let group, _) = server.identity, printed.insert(group.name).inserted else { return nil }
            return group
        }
    }
}
