import FoundationEssentials

/// One of the configuration files in `Tests/Fixtures/corpus` that both keepalived and swiftlvsd are given.
package struct CorpusFile: Hashable, Sendable, CustomStringConvertible {
    /// The file's name without its folder and `.conf`.
    package let name: String
    package let path: String

    /// `Tests/Fixtures/corpus` of this checkout.
    package static let folder =
        "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/Tests/Fixtures/corpus"

    /// The files that both programs take without a word, by name.
    package static func all() throws -> [CorpusFile] { try files(in: folder) }

    /// Files that both refuse, by name.
    package static func broken() throws -> [CorpusFile] { try files(in: folder + "/broken") }

    /// The keywords of the file itself, without those of files that it includes.
    package func keywords() throws -> Set<KeywordPlace> {
        KeywordScan.keywords(of: try String(contentsOfFile: path, encoding: .utf8))
    }

    /// Whether it has keywords that came after keepalived 2.2.7, or that Debian's build lacks.
    package func needsLaterKeepalived() throws -> Bool {
        let later = try String(contentsOfFile: Self.folder + "/newer-than-2.2.7.txt", encoding: .utf8)
            .split(separator: "\n").filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ").map(String.init) }
            .map { KeywordPlace($0[0], $0[1]) }
        return try !keywords().isDisjoint(with: later)
    }

    /// What it is like, in the words of its first line.
    package func subject() throws -> String {
        let first = try String(contentsOfFile: path, encoding: .utf8).prefix { $0 != "\n" }
        return String(first.drop { "#! ".contains($0) })
    }

    package var description: String { name }

    private static func files(in folder: String) throws -> [CorpusFile] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".conf") }.sorted()
            .map { CorpusFile(name: String($0.dropLast(5)), path: "\(folder)/\($0)") }
    }
}
