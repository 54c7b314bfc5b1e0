import NodeConfiguration

/// The keywords of keepalived 2.4 by the block they stand in, from its keyword tables.
enum KeepalivedKeywords {
    static let byBlock: [(block: BlockName, words: String)] = [
        (
            .topLevel,
            """
            net_namespace net_namespace_ipvs instance use_pid_dir linkbeat_use_polling
            namespace_with_ipsets child_wait_time global_defs vrrp_instance vrrp_sync_group
            track_file vrrp_script vrrp_track_process vrrp_track_file garp_group linkbeat_interfaces
            interface_up_down_delays track_group static_ipaddress static_routes static_rules
            bfd_instance SSL virtual_server_group virtual_server
            """
        ),
        (
            .globalDefs,
            """
            router_id notification_email notification_email_from smtp_server smtp_connect_timeout
            script_user enable_script_security vrrp_skip_check_adv_addr vrrp_strict
            vrrp_garp_interval vrrp_gna_interval smtp_helo_name smtp_alert smtp_alert_vrrp
            smtp_alert_checker no_email_faults no_checker_emails checker_log_all_failures
            rs_init_notifies default_interface dynamic_interfaces vrrp_version vrrp_mcast_group4
            vrrp_mcast_group6 vrrp_garp_master_delay vrrp_garp_master_repeat
            vrrp_garp_master_refresh vrrp_garp_master_refresh_repeat vrrp_garp_lower_prio_delay
            vrrp_garp_lower_prio_repeat vrrp_garp_extra_if vrrp_vmac_garp_intvl vrrp_min_garp
            vrrp_lower_prio_no_advert vrrp_higher_prio_send_advert vrrp_owner_ignore_adverts
            vrrp_down_timer_adverts vrrp_check_unicast_src v3_checksum_as_v2 vrrp_startup_delay
            vrrp_delay_after_boot log_unknown_vrids vmac_prefix vmac_addr_prefix notify_fifo
            vrrp_notify_fifo lvs_notify_fifo notify_fifo_script vrrp_notify_fifo_script
            lvs_notify_fifo_script vrrp_notify_priority_changes fifo_write_vrrp_states_on_reload
            lvs_sync_daemon lvs_timeouts lvs_flush lvs_flush_on_stop lvs_flush_onstop nftables
            nftables_priority nftables_counters nftables_ifindex nftables_ipvs
            nftables_ipvs_priority nftables_ipvs_start_fwmark vrrp_iptables vrrp_ipsets
            disable_local_igmp startup_script shutdown_script startup_script_timeout
            shutdown_script_timeout use_symlink_paths set_supplementary_groups max_auto_priority
            min_auto_priority_delay vrrp_priority checker_priority vrrp_rt_priority
            checker_rt_priority vrrp_no_swap checker_no_swap vrrp_cpu_affinity checker_cpu_affinity
            vrrp_rlimit_rttime checker_rlimit_rttime vrrp_rlimit_rtime checker_rlimit_rtime
            bfd_rlimit_rtime bfd_priority bfd_rt_priority bfd_no_swap bfd_cpu_affinity
            bfd_rlimit_rttime vrrp_rx_bufs_policy vrrp_rx_bufs_multiplier vrrp_netlink_cmd_rcv_bufs
            vrrp_netlink_monitor_rcv_bufs lvs_netlink_cmd_rcv_bufs lvs_netlink_monitor_rcv_bufs
            process_monitor_rcv_bufs vrrp_netlink_cmd_rcv_bufs_force
            vrrp_netlink_monitor_rcv_bufs_force lvs_netlink_cmd_rcv_bufs_force
            lvs_netlink_monitor_rcv_bufs_force process_monitor_rcv_bufs_force process_names
            process_name vrrp_process_name checker_process_name bfd_process_name lvs_process_name
            umask random_seed include_check reload_check_config reload_time_file reload_repeat
            reload_file tmp_config_directory config_save_dir data_use_instance state_dump_file
            stats_dump_file json_dump_file json_version iproute_usr_dir iproute_etc_dir snmp_socket
            enable_traps enable_snmp_vrrp enable_snmp_checker enable_snmp_rfc enable_snmp_rfcv2
            enable_snmp_rfcv3 enable_snmp_keepalived snmp_vs_stats_update_interval
            snmp_rs_stats_update_interval enable_dbus dbus_service_name dbus_no_interface_name
            """
        ),
        (
            .vrrpInstance,
            """
            state interface virtual_router_id priority advert_int authentication virtual_ipaddress
            virtual_ipaddress_excluded track_interface track_script track_file track_process
            track_bfd nopreempt preempt preempt_delay unicast_src_ip mcast_src_ip unicast_peer
            unicast_ttl unicast_fault_no_peer check_unicast_src old_unicast_checksum
            v3_checksum_as_v2 mcast_dst_ip track_src_ip version native_ipv6 vrf use_vmac
            use_vmac_addr vmac_xmit_base use_ipvlan dont_track_primary virtual_routes virtual_rules
            no_virtual_ipaddress promote_secondaries accept no_accept strict_mode
            skip_check_adv_addr garp_master_delay garp_master_repeat garp_master_refresh
            garp_master_refresh_repeat garp_lower_prio_delay garp_lower_prio_repeat garp_extra_if
            vmac_garp_intvl down_timer_adverts lower_prio_no_advert higher_prio_send_advert
            owner_ignore_adverts timer_expired_backup thread_timer_expired notify_master
            notify_backup notify_fault notify_stop notify notify_master_rx_lower_pri notify_deleted
            notify_priority_changes smtp_alert kernel_rx_buf_size debug linkbeat_use_polling
            lvs_sync_daemon_interface auth_hmac
            """
        ),
        (
            .authentication,
            """
            auth_type auth_pass
            """
        ),
        (.hmac, "key active_key anti_replay time_window mode"),
        (
            .syncGroup,
            """
            group track_interface track_script track_file track_process track_bfd notify_master notify_backup
            notify_fault notify notify_stop notify_priority_changes smtp_alert sync_group_tracking_weight
            global_tracking
            """
        ),
        (.trackScript, "script interval timeout weight rise fall user init_fail"),
        (
            .trackProcess,
            """
            process param_match weight quorum quorum_max delay fork_delay terminate_delay full_command
            """
        ),
        (.trackFile, "file weight init_file"),
        (.trackGroup, "group"),
        (.garpGroup, "garp_interval gna_interval interface interfaces"),
        (
            .virtualServer,
            """
            lvs_sched lb_algo lvs_method lb_kind protocol delay_loop persistence_timeout
            persistence_granularity persistence_engine ops flag-1 flag-2 flag-3 sh-port sh-fallback
            mh-port mh-fallback hashed ip_family alpha omega quorum hysteresis quorum_up quorum_down
            sorry_server sorry_server_inhibit sorry_server_lvs_method connect_timeout retry
            delay_before_retry warmup inhibit_on_failure weight ha_suspend virtualhost smtp_alert
            snmp_name real_server
            """
        ),
        (
            .realServer,
            """
            weight lvs_method uthreshold lthreshold inhibit_on_failure notify_up notify_down alpha
            retry delay_before_retry connect_timeout delay_loop warmup virtualhost smtp_alert
            snmp_name HTTP_GET TCP_CHECK SSL_GET MISC_CHECK SMTP_CHECK DNS_CHECK UDP_CHECK
            PING_CHECK FILE_CHECK BFD_CHECK
            """
        ),
        (
            .tcpCheck,
            """
            connect_ip connect_port bindto bind_port bind_if connect_timeout fwmark retry
            delay_before_retry warmup delay_loop alpha log_all_failures
            """
        ),
        (
            .httpCheck,
            """
            url virtualhost http_protocol fast_recovery enable_sni sni_name tls_compliant
            nb_get_retry
            """
        ),
        (
            .miscCheck,
            """
            misc_path misc_timeout misc_dynamic user retry delay_before_retry warmup delay_loop alpha log_all_failures
            """
        ),
        (.fileCheck, "track_file weight"),
        (
            .url,
            """
            path digest status_code regex regex_no_match regex_options regex_min_offset
            regex_max_offset regex_stack
            """
        ),
    ]

    /// In blocks that swiftlvsd refuses as a whole.
    static let elsewhere = """
        neighbor_ip neighbour_ip source_ip min_rx min_tx idle_tx multiplier passive ttl
        hoplimit max_hops multihop vrrp checker password ca certificate fwmark misc_path
        misc_timeout misc_dynamic helo_name host type name payload require_reply min_reply_length
        max_reply_length track_file
        """
}
