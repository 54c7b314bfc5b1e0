/// What is known and not read in `vrrp_instance`.
enum RefusedVRRPInstance {
    static let treatments = RefusedKeywords.table(
        (.noEffect("swiftlvsd sends no mail"), "smtp_alert"),
        (.noEffect("swiftlvsd runs no scripts"), "notify_priority_changes"),
        (.noEffect("address lists of received adverts cost nothing to check"), "skip_check_adv_addr"),
        (.noEffect("there are no virtual MAC interfaces"), "garp_extra_if vmac_garp_intvl"),
        (.noEffect("it has none in keepalived either"), "debug"),
        (.noEffect("buffers need no sizes"), "kernel_rx_buf_size"),
        (.noEffect("links are watched over netlink"), "linkbeat_use_polling"),
        (.noEffect("adverts are multicast only"), "unicast_fault_no_peer check_unicast_src old_unicast_checksum"),
        (
            .unsupportedUnlessOff,
            "strict_mode lower_prio_no_advert higher_prio_send_advert owner_ignore_adverts v3_checksum_as_v2"
        ),
        (
            .unsupported,
            """
            track_interface track_script track_file vrrp_track_file track_process track_bfd unicast_src_ip
            mcast_src_ip unicast_peer unicast_ttl mcast_dst_ip track_src_ip vrf use_vmac use_vmac_addr vmac_xmit_base
            use_ipvlan dont_track_primary virtual_routes virtual_rules no_virtual_ipaddress promote_secondaries
            no_accept down_timer_adverts timer_expired_backup thread_timer_expired notify_master notify_backup
            notify_fault notify_stop notify notify_master_rx_lower_pri notify_deleted lvs_sync_daemon_interface
            auth_hmac
            """
        ),
        (.notYet, "vip_lifetime track_virtual_server"))
}
