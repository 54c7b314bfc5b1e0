/// What is known and not read in `global_defs`.
enum RefusedGlobalDefs {
    static let treatments = RefusedKeywords.table(
        (.noEffect("interfaces may come and go at any time"), "dynamic_interfaces"),
        (
            .noEffect("addresses are announced on the interface they are on"),
            "vrrp_garp_extra_if vrrp_vmac_garp_intvl"
        ),
        (.noEffect("the node's own sysctl decides about IGMP"), "disable_local_igmp"),
        (.noEffect("adverts for unknown routers are counted"), "log_unknown_vrids"),
        (
            .noEffect("every member of a virtual_server_group is a service of its own, so marks are not needed"),
            "nftables_ipvs nftables_ipvs_priority nftables_ipvs_start_fwmark"
        ),
        (.noEffect("a link-local address is always looked for with its interface's number"), "nftables_ifindex"),
        (.noEffect("'no_accept' holds by a table of nf_tables, see 'nftables'"), "vrrp_iptables vrrp_ipsets"),
        (
            .noEffect("the daemon is one process, and its service unit sets priorities and limits"),
            """
            max_auto_priority min_auto_priority_delay checker_priority checker_rt_priority checker_no_swap
            checker_cpu_affinity checker_rlimit_rttime checker_rlimit_rtime bfd_rlimit_rtime
            bfd_priority bfd_rt_priority bfd_no_swap bfd_cpu_affinity bfd_rlimit_rttime process_names process_name
            vrrp_process_name checker_process_name bfd_process_name lvs_process_name umask
            """
        ),
        (
            .noEffect("buffers need no sizes"),
            """
            vrrp_rx_bufs_policy vrrp_rx_bufs_multiplier vrrp_netlink_cmd_rcv_bufs vrrp_netlink_monitor_rcv_bufs
            lvs_netlink_cmd_rcv_bufs lvs_netlink_monitor_rcv_bufs process_monitor_rcv_bufs
            vrrp_netlink_cmd_rcv_bufs_force vrrp_netlink_monitor_rcv_bufs_force lvs_netlink_cmd_rcv_bufs_force
            lvs_netlink_monitor_rcv_bufs_force process_monitor_rcv_bufs_force
            """
        ),
        (.noEffect("nothing depends on it"), "iproute_usr_dir iproute_etc_dir"),
        (.noEffect("a reload always checks the file first"), "reload_check_config"),
        (
            .noEffect("the file is read once, into memory"),
            "reload_file reload_repeat tmp_config_directory config_save_dir"
        ),
        (.noEffect("dump files are not named after instances"), "data_use_instance"),
        (.noEffect("the JSON dump has one layout"), "json_version"),
        (
            .noEffect("swiftlvsd has no SNMP agent"),
            """
            snmp_socket enable_traps enable_snmp_vrrp enable_snmp_checker enable_snmp_rfc enable_snmp_rfcv2
            enable_snmp_rfcv3 enable_snmp_keepalived snmp_vs_stats_update_interval snmp_rs_stats_update_interval
            """
        ),
        (.noEffect("swiftlvsd does not use D-Bus"), "enable_dbus dbus_service_name dbus_no_interface_name"),
        (.unsupported, "reload_time_file"))
}
