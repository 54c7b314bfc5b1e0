/// The keywords of `global_defs` that are about the table by which `no_accept` holds.
struct PacketFilterDraft {
    var tableName = Setting<String>()
    var priority = Setting<Int32>()
    var counts = Setting<Bool>()

    func completed() -> PacketFilterSettings {
        var settings = PacketFilterSettings()
        settings.tableName = tableName.value
        settings.priority = priority.value ?? settings.priority
        settings.counts = counts.value ?? false
        return settings
    }
}

extension Keyword<GlobalDefsDraft> {
    @KeywordList<GlobalDefsDraft> static var packetFilter: [Keyword] {
        Keyword("nftables", [tableName.kind]) { statement, draft, context in
            context.refuseWords(after: 1, of: statement)
            context.refuseBlock(of: statement)
            guard !statement.arguments.isEmpty else { return }
            context.store(
                context.required(tableName, at: 0, of: statement), of: statement, in: &draft.packetFilter.tableName)
        }
        Keyword.value("nftables_priority", .integer(Int32.min...Int32.max), \.packetFilter.priority)
        Keyword.flag("nftables_counters", \.packetFilter.counts)
    }

    /// A name that `nft` can read, too.
    private static var tableName: Argument<String> {
        Argument(.word("a table's name: letters, digits, '_', '-' and '.', a letter first")) { text in
            let bytes = text.utf8
            guard let first = bytes.first, isLetter(first), bytes.count < 128 else { return nil }
            return bytes.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || "_-.".utf8.contains($0) }
                ? text : nil
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
