package import NodeConfiguration

/// How a node was started: what does not come from the configuration file.
package struct NodeSettings: Sendable {
    /// The configuration file.
    package var file: String
    /// Whether unknown keywords are warnings at a reload, too.
    package var lenient: Bool
    /// What the file may ask of this process.
    package var environment: ReadingEnvironment
    /// Which halves of the work are done (`-P` and `-C`).
    package var runsVRRP: Bool
    package var runsServices: Bool
    /// What stays in the kernel at a stop (`-V` and `-I`).
    package var keepsAddresses: Bool
    package var keepsTable: Bool
    package var namespaces: NodeNamespaces
    /// Where dumps are written.
    package var runtimeDirectory: String
    /// Where what outlives a reboot is kept; nil where nowhere.
    package var stateDirectory: String?

    package init(
        file: String, lenient: Bool, environment: ReadingEnvironment = .current(), runsVRRP: Bool = true,
        runsServices: Bool = true,
        keepsAddresses: Bool = false, keepsTable: Bool = false, namespaces: NodeNamespaces = NodeNamespaces(),
        runtimeDirectory: String, stateDirectory: String? = nil
    ) {
        self.file = file
        self.lenient = lenient
        self.environment = environment
        self.runsVRRP = runsVRRP
        self.runsServices = runsServices
        self.keepsAddresses = keepsAddresses
        self.keepsTable = keepsTable
        self.namespaces = namespaces
        self.runtimeDirectory = runtimeDirectory
        self.stateDirectory = stateDirectory
    }
}

/// The system lacks something that the configuration needs. The description says what to do about it.
package struct StartError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
