/// What is known and not read in `virtual_server` and the blocks inside it.
enum RefusedVirtualServer {
    static let virtualServer = RefusedKeywords.table(
        (.noEffect("swiftlvsd has no SNMP agent"), "snmp_name"),
        (.noEffect("it has none in keepalived either"), "hashed"))

    static let realServer = RefusedKeywords.table(
        (.noEffect("swiftlvsd has no SNMP agent"), "snmp_name")
    ).merging(otherChecks) { first, _ in first }

    /// The checks that are not read, wherever a check may stand.
    static let otherChecks = RefusedKeywords.table(
        (.unsupported, "BFD_CHECK"))

    static let smtpCheck = RefusedKeywords.table((.unsupported, "host"))

    static let httpCheck = RefusedKeywords.table(
        (.noEffect("the check does not use TLS"), "enable_sni sni_name tls_compliant"))

    static let url = RefusedKeywords.table(
        (.noEffect("a match takes its memory from the heap, within a bound"), "regex_stack"),
        (.unsupported, "tls_compliant"))
}
