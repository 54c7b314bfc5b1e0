/// The table of nf_tables by which `no_accept` holds.
package struct PacketFilterSettings: Hashable, Sendable {
    /// From this place on the input hook on, packets of virtual services have gone to IPVS.
    package static let priorityBehindIPVS: Int32 = 100

    /// `nftables TABLE`; nil: swiftlvsd's own name.
    package internal(set) var tableName: String?
    /// `nftables_priority`: the place of its chain on the input hook.
    package internal(set) var priority: Int32 = -1
    /// `nftables_counters`: its rules count.
    package internal(set) var counts = false

    package init() {}
}
