/// A keyword as the tables describe it.
package struct KeywordDescription: Hashable, Sendable {
    package let block: BlockName
    package let name: String
    /// Empty for a bare keyword and for a block without a header.
    package let arguments: [ArgumentKind]
}

/// Every keyword that is read, by block.
package enum KeywordCatalogue {
    package static let all: [KeywordDescription] = [
        TopLevel.table.descriptions, GlobalDefsBlock.table.descriptions, IPVSSysctlBlock.table.descriptions,
        VRRPInstanceBlock.table.descriptions, AuthenticationBlock.table.descriptions,
        HMACBlock.table.descriptions, SyncGroupKeywords.table.descriptions, TrackScriptBlock.table.descriptions,
        TrackFileBlock.table.descriptions, TrackProcessBlock.table.descriptions, TrackGroupBlock.table.descriptions,
        GARPGroupBlock.table.descriptions,
        VirtualServerGroupBlock.table.descriptions, VirtualServerBlock.table.descriptions,
        RealServerBlock.table.descriptions, CheckBlocks.tcp.descriptions, CheckBlocks.http.descriptions,
        CheckBlocks.ssl.descriptions,
        ConversationCheckBlocks.smtp.descriptions, ConversationCheckBlocks.dns.descriptions,
        ConversationCheckBlocks.udp.descriptions, ConversationCheckBlocks.ping.descriptions,
        ProgramCheckBlocks.misc.descriptions, ProgramCheckBlocks.file.descriptions,
        KeepOpenBlock.table.descriptions, CheckBlocks.url.descriptions, ManagementServerGroupBlock.table.descriptions,
        ManagementServerGroupBlock.serverTable.descriptions, ManagementServerGroupBlock.agentTable.descriptions,
        ManagementServerGroupBlock.clusterTable.descriptions, ManagementServerGroupBlock.peerTable.descriptions,
        TopologyBlock.table.descriptions, APIBlock.table.descriptions, TLSBlock.table.descriptions,
    ].flatMap { $0 }

    /// Every keyword of `swiftlvs-agent`'s own file.
    package static let agentFile: [KeywordDescription] = AgentFileBlock.table.descriptions

    private static let namesByBlock = Dictionary(grouping: all + agentFile, by: \.block).mapValues { $0.map(\.name) }

    /// The names of a block's keywords in the order of its table.
    static func names(in block: BlockName) -> [String] { namesByBlock[block] ?? [] }

    private static let blocksByName = Dictionary(grouping: all, by: \.name).mapValues { $0.map(\.block) }

    /// The blocks that have a keyword, in the order of the catalogue.
    static func blocks(with name: String) -> [BlockName] { blocksByName[name] ?? [] }
}
