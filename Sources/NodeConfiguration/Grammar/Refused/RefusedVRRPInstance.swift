/// What is known and not read in `vrrp_instance` and `vrrp_sync_group`.
enum RefusedVRRPInstance {
    static let treatments = RefusedKeywords.table(
        (.noEffect("addresses are announced on the interface they are on"), "garp_extra_if vmac_garp_intvl"),
        (.noEffect("it has none in keepalived either"), "debug"),
        (.noEffect("buffers need no sizes"), "kernel_rx_buf_size"),
        (.noEffect("links are watched over netlink"), "linkbeat_use_polling"),
        (.noEffect("both forms of the checksum are accepted"), "old_unicast_checksum"),
        (.unsupported, "track_bfd vrf use_ipvlan"))

    static let syncGroup = RefusedKeywords.table(
        (.unsupported, "track_bfd"))
}
