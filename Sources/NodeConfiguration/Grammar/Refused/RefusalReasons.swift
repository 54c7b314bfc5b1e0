/// Why keywords of keepalived are refused, where more is to be said than that this version does not do what they ask.
enum RefusalReasons {
    static func reason(for name: String, in block: BlockName) -> String? {
        inBlocks[block]?[name] ?? everywhere[name]
    }

    private static let everywhere: [String: String] = [
        "bfd_instance": "it does not speak BFD",
        "track_bfd": "it does not speak BFD",
        "BFD_CHECK": "it does not speak BFD",
        "reload_time_file": "a timer of systemd can call 'swiftlvsctl reload'",
        "use_ipvlan": "it makes interfaces of the kind macvlan only, see 'use_vmac'",
    ]

    private static let inBlocks: [BlockName: [String: String]] = [
        .smtpCheck: ["host": "write a check of its own for each host"],
        .url: ["tls_compliant": "write it in SSL_GET, where it holds for every url"],
    ]
}
