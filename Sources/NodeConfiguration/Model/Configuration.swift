/// What a configuration file says, complete: defaults and inherited values are filled in, and every value has been
/// checked.
package struct Configuration: Hashable, Sendable {
    package var globals = GlobalDefinitions()
    /// In the order of the file, as are all lists below.
    package var vrrpInstances: [VRRPInstance] = []
    package var virtualServers: [VirtualServer] = []
    package var managementServerGroups: [ManagementServerGroup] = []

    package init() {}
}
