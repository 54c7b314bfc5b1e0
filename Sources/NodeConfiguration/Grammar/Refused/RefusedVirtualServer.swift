/// What is known and not read in `virtual_server` and the blocks inside it.
enum RefusedVirtualServer {
    static let virtualServer = RefusedKeywords.table(
        (.noEffect("swiftlvsd sends no mail"), "smtp_alert"),
        (.noEffect("swiftlvsd has no SNMP agent"), "snmp_name"),
        (.noEffect("it has none in keepalived either"), "hashed"),
        (.noEffect("virtual and real servers have no scripts"), "omega"),
        (
            .unsupported,
            """
            quorum_up quorum_down
            """
        ))

    static let realServer = RefusedKeywords.table(
        (.noEffect("swiftlvsd sends no mail"), "smtp_alert"),
        (.noEffect("swiftlvsd has no SNMP agent"), "snmp_name"),
        (.unsupported, "notify_up notify_down")
    ).merging(otherChecks) { first, _ in first }

    /// The checks that are not read, wherever a check may stand.
    static let otherChecks = RefusedKeywords.table(
        (.unsupported, "MISC_CHECK FILE_CHECK BFD_CHECK"))

    /// In every check.
    static let check = RefusedKeywords.table(
        (.noEffect("every change of a check's result is logged"), "log_all_failures"),
        (.unsupported, "bind_port bind_if fwmark"),
        (.notYet, "KEEP_OPEN"))

    static let smtpCheck = check.merging(RefusedKeywords.table((.unsupported, "host"))) { first, _ in first }

    static let httpCheck = RefusedKeywords.table(
        (.noEffect("the check does not use TLS"), "enable_sni sni_name tls_compliant"))

    static let url = RefusedKeywords.table(
        (
            .unsupported,
            "tls_compliant regex regex_no_match regex_options regex_min_offset regex_max_offset regex_stack"
        ))
}
