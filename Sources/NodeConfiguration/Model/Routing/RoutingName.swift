/// A number of the routing tables, or a name for one that stands in a file of iproute2's.
package enum RoutingName: Hashable, Sendable {
    case number(UInt32)
    /// A name that only the node's own rt_tables, rt_protos and so on can tell.
    case name(String)
}
