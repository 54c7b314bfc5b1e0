import NodeConfiguration

/// `docs/keywords.md`: what becomes of each keyword of keepalived, and which ones are swiftlvsd's own.
struct KeywordDocument {
    let places: [KeepalivedPlace]

    var text: String {
        ([introduction, counts] + keepalivedSections + [ownSection]).joined(separator: "\n")
    }

    private let introduction = """
        # The keywords of keepalived.conf

        Every keyword of keepalived 2.4 in every block where it may stand, and what swiftlvsd does with it. This page is
        written from the tables that the configuration is read with; `CONTRIBUTING.md` says how to write it anew.

        - **yes**: it is read, and means what it means in keepalived; where it does not quite, `keepalived-differences.md`
          says so.
        - **no effect**: it is read with one warning, because nothing here depends on it.
        - **no**: it is an error that names the keyword, because leaving it out would change what the node does.

        A: in nearly every production file; B: used by real deployments; C: rare or obsolete. A keyword that all checks
        share is counted once.

        """

    /// How many keywords of each tier are treated how.
    private var counts: String {
        var lines = ["| | yes | no effect | no | together |", "|---|---:|---:|---:|---:|"]
        for tier in [KeepalivedPlace.Tier.everywhere, .common, .rare] {
            lines.append(row("tier \(tier.rawValue)", places.filter { $0.tier == tier }))
        }
        lines.append(row("together", places))
        return lines.joined(separator: "\n") + "\n"
    }

    private func row(_ title: String, _ places: [KeepalivedPlace]) -> String {
        let kinds = places.map { Self.kind($0.treatments) }
        let counts = ["yes", "no effect", "no"].map { kind in "\(kinds.count { $0 == kind })" }
        return "| \(title) | \(counts.joined(separator: " | ")) | \(places.count) |"
    }

    private var keepalivedSections: [String] {
        var order: [[String]] = []
        for place in places where !order.contains(place.blocks) { order.append(place.blocks) }
        return order.map { blocks in
            let rows = places.filter { $0.blocks == blocks }.map { place in
                "| `\(place.keyword)` | \(place.tier.rawValue) | \(Self.kind(place.treatments)) | \(place.remark) |"
            }
            return """
                ## \(Self.title(of: blocks))

                | keyword | tier | | takes, or why not |
                |---|---|---|---|
                \(rows.joined(separator: "\n"))

                """
        }
    }

    private static func title(of blocks: [String]) -> String {
        guard blocks != [""] else { return "Outside any block" }
        let names = blocks.map { "`\($0)`" }
        return "In "
            + (names.count == 1
                ? names[0] : names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1])
    }

    /// In one word; the most that any of its blocks has.
    private static func kind(_ treatments: [KeywordTreatment]) -> String {
        if treatments.contains(where: \.isSupported) { return "yes" }
        if treatments.contains(where: { if case .withoutEffect = $0 { true } else { false } }) { return "no effect" }
        return treatments.contains(.unknown) ? "unknown" : "no"
    }

    private var ownSection: String {
        let known = Set(places.flatMap { place in place.blocks.map { "\($0)/\(place.keyword)" } })
        let own = KeywordCatalogue.all.filter { !known.contains("\($0.block.rawValue)/\($0.name)") }
        let rows = own.map { keyword in
            let block = keyword.block == .topLevel ? "" : "`\(keyword.block.rawValue)`"
            return "| `\(keyword.name)` | \(block) | \(KeepalivedPlace.words(for: keyword.arguments)) |"
        }
        return """
            ## swiftlvsd's own

            keepalived does not know these.

            | keyword | in | takes |
            |---|---|---|
            \(rows.joined(separator: "\n"))

            """
    }
}

extension KeepalivedPlace {
    /// In the order of its blocks.
    var treatments: [KeywordTreatment] { blocks.map { KeywordTreatment(keyword, in: $0) } }

    /// What it takes, or why it is not read; where that is not the same in all of its blocks, which ones are left out.
    var remark: String {
        let remarks = treatments.map(Self.remark)
        guard let first = remarks.first, treatments.contains(where: \.isSupported), Set(remarks).count > 1 else {
            return remarks.first ?? ""
        }
        let others = zip(blocks, zip(treatments, remarks)).filter { !$0.1.0.isSupported }.map { block, other in
            "in `\(block)` \(other.0.isRefused ? "no" : "no effect"): \(other.1)"
        }
        return ([treatments[0].isSupported ? first : ""] + others).filter { !$0.isEmpty }.joined(separator: "; ")
    }

    private static func remark(_ treatment: KeywordTreatment) -> String {
        switch treatment {
        case .supported(let arguments): words(for: arguments)
        case .withoutEffect(let reason): reason
        case .refused(let reason): reason ?? "not in this version"
        case .unknown: "unknown"
        }
    }

    /// What a keyword takes, in words; a bar would end the table's cell.
    static func words(for arguments: [ArgumentKind]) -> String {
        arguments.map { $0.description.replacing("|", with: "\\|") }.joined(separator: "; ")
    }
}
