/// Keywords that are known and not read: most of them keepalived's.
package enum RefusedKeywords {
    /// What becomes of such a keyword.
    package enum Treatment: Hashable, Sendable {
        /// Left out with a warning that says why.
        case noEffect(String)
        /// An error: leaving it out would change what the node does.
        case unsupported
    }

    /// How a keyword of a block is treated, nil where it is not known there.
    package static func treatment(of name: String, in block: BlockName) -> Treatment? {
        treatments[block]?[name]
    }

    /// Why a keyword of a block is refused, where more is to be said than that this version does not support it.
    package static func reason(for name: String, in block: BlockName) -> String? {
        RefusalReasons.reason(for: name, in: block)
    }

    /// The block whose keyword this is, where that block is refused as a whole.
    static func refusedBlock(with name: String) -> String? {
        insideRefusedBlocks.first { $0.keywords.contains(name) }?.block
    }

    /// The names known and not read in a block, sorted.
    package static func names(in block: BlockName) -> [String] {
        (treatments[block]?.keys).map { $0.sorted() } ?? []
    }

    private static let treatments: [BlockName: [String: Treatment]] = [
        .topLevel: RefusedTopLevel.treatments,
        .globalDefs: RefusedGlobalDefs.treatments,
        .ipvsSysctl: table(
            (.noEffect("it is a parameter of the module ip_vs, set when that is loaded"), "conn_tab_bits")),
        .vrrpInstance: RefusedVRRPInstance.treatments,
        .syncGroup: RefusedVRRPInstance.syncGroup,
        .trackScript: table((.noEffect("a script's first result decides"), "init_fail")),
        .virtualServer: RefusedVirtualServer.virtualServer,
        .realServer: RefusedVirtualServer.realServer,
        .smtpCheck: RefusedVirtualServer.smtpCheck,
        .httpCheck: RefusedVirtualServer.httpCheck,
        .url: RefusedVirtualServer.url,
        .managementServer: RefusedVirtualServer.otherChecks,
    ]

    /// A table from lists of words.
    static func table(_ rows: (Treatment, String)...) -> [String: Treatment] {
        var result: [String: Treatment] = [:]
        for (treatment, words) in rows {
            for word in words.split(whereSeparator: \.isWhitespace) { result[String(word)] = treatment }
        }
        return result
    }

    /// Keywords of blocks that are refused as a whole: met elsewhere, they are out of place, not unknown.
    private static let insideRefusedBlocks: [(block: String, keywords: Set<String>)] = [
        (
            "bfd_instance",
            [
                "neighbor_ip", "neighbour_ip", "source_ip", "min_rx", "min_tx", "idle_tx", "multiplier", "passive",
                "ttl", "hoplimit", "max_hops", "multihop", "vrrp", "checker",
            ]
        )
    ]
}
