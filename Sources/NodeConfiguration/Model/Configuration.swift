/// What a configuration file says, complete: defaults and inherited values are filled in, and every value has been
/// checked.
package struct Configuration: Hashable, Sendable {
    /// `net_namespace`; nil: the namespace that the daemon is started in.
    package var namespace: NamespaceChoice?
    /// `net_namespace_ipvs`; nil: the daemon's own.
    package var ipvsNamespace: NamespaceChoice?
    package var globals = GlobalDefinitions()
    /// In the order of the file, as are all lists below.
    package var vrrpInstances: [VRRPInstance] = []
    package var syncGroups: [SyncGroupBlock] = []
    /// Those that somebody follows, as the next two.
    package var trackScripts: [TrackScript] = []
    package var trackFiles: [TrackFile] = []
    package var trackProcesses: [TrackProcess] = []
    package var trackGroups: [TrackGroup] = []
    package var staticAddresses: [StaticAddressLine] = []
    package var staticRoutes: [RouteLine] = []
    package var staticRules: [RuleLine] = []
    package var garpGroups: [GARPGroup] = []
    package var interfaceDelays: [InterfaceDelay] = []
    /// Nil: authorities are those that this host trusts, and it proves itself with nothing.
    package var tls: TLSSettings?
    package var virtualServers: [VirtualServer] = []
    package var managementServerGroups: [ManagementServerGroup] = []
    /// Nil: all services are those of the file.
    package var topology: TopologySettings?
    /// Nil: only this node may ask, over the control socket.
    package var api: NetworkAPI?

    package init() {}
}
