import NodeConfiguration

/// One keyword of keepalived in the block or blocks that it stands in.
struct KeepalivedPlace: Hashable, Sendable {
    /// How common it is.
    enum Tier: String, Sendable {
        case everywhere = "A"
        case common = "B"
        case rare = "C"
    }

    /// The blocks' names, empty outside any block.
    let blocks: [String]
    let keyword: String
    let tier: Tier

    /// A line of `Tests/Fixtures/keepalived-keywords.txt`.
    init?(line: Substring) {
        let words = line.split(separator: " ")
        guard words.count == 3, let tier = Tier(rawValue: String(words[2])) else { return nil }
        blocks = words[0] == "-" ? [""] : words[0].split(separator: ",").map(String.init)
        keyword = String(words[1])
        self.tier = tier
    }

    /// All of keepalived 2.4.
    static func all() throws -> [KeepalivedPlace] {
        try Fixture.keepalivedKeywords().split(separator: "\n").filter { !$0.hasPrefix("#") }
            .compactMap { KeepalivedPlace(line: $0) }
    }
}

/// What swiftlvsd does with a keyword in a block.
enum KeywordTreatment: Hashable, Sendable {
    case supported([ArgumentKind])
    case withoutEffect(String)
    /// Why, where more is to be said than that this version does not do it.
    case refused(String?)
    /// It stands in neither table.
    case unknown

    var isSupported: Bool { if case .supported = self { true } else { false } }
    var isRefused: Bool { if case .refused = self { true } else { false } }

    init(_ keyword: String, in blockName: String) {
        guard let block = BlockName(rawValue: blockName) else {
            self.init(inMissingBlock: blockName)
            return
        }
        if let description = KeywordCatalogue.all.first(where: { $0.block == block && $0.name == keyword }) {
            self = .supported(description.arguments)
            return
        }
        switch RefusedKeywords.treatment(of: keyword, in: block) {
        case .noEffect(let reason): self = .withoutEffect(reason)
        case .unsupported: self = .refused(RefusedKeywords.reason(for: keyword, in: block))
        case nil: self = .unknown
        }
    }

    /// A block that is not read shares its fate with everything in it.
    private init(inMissingBlock name: String) {
        let home: BlockName = name.hasSuffix("_CHECK") ? .realServer : .topLevel
        switch KeywordTreatment(name, in: home.rawValue) {
        case .supported, .unknown: self = .unknown
        case .withoutEffect(let reason): self = .withoutEffect(reason)
        case .refused(let reason): self = .refused(reason)
        }
    }
}
