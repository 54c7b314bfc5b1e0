import ControlMessages
import LoadBalancer
import NodeConfiguration
import Testing

/// Takes every keyword of the tables out of a file that has it, or gives it another value, alone.
@Suite("What a reload changes is seen, keyword by keyword")
struct ReloadCompletenessTests {
    /// Keywords that change nothing of what runs, and why; or nothing of it by themselves in the fixtures.
    private static let unseen: [String: String] = [:]

    /// A line of a fixture with the block that it stands in.
    private struct Line {
        let place: Int
        let block: String
        let keyword: String
        /// The last line of the block that it opens; its own place where it opens none.
        let end: Int
    }

    /// In these files `{` ends a line, but for a comment, and `}` stands alone.
    private static func lines(of text: [Substring]) -> [Line] {
        var open: [(block: String, place: Int, parent: String)] = []
        var lines: [Line] = []
        for (place, line) in text.enumerated() {
            let words = line.prefix { $0 != "#" }.split(separator: " ").map(String.init)
            guard let first = words.first else { continue }
            if first == "}" {
                guard let block = open.popLast() else { continue }
                lines.append(Line(place: block.place, block: block.parent, keyword: block.block, end: place))
            } else if words.last == "{" {
                open.append((first, place, open.last?.block ?? ""))
            } else {
                lines.append(Line(place: place, block: open.last?.block ?? "", keyword: first, end: place))
            }
        }
        return lines
    }

    /// The file without the line, and with other values on it.
    private static func variants(_ text: [Substring], _ line: Line) -> [String] {
        var without = text
        without.removeSubrange(line.place...line.end)
        let words = text[line.place].split(separator: " ").map(String.init)
        let edited = words.indices.dropFirst().flatMap { index -> [String] in
            others(words[index]).map { value -> String in
                var changed = words
                changed[index] = value
                var lines = text
                lines[line.place] = Substring(changed.joined(separator: " "))
                return lines.joined(separator: "\n")
            }
        }
        return [without.joined(separator: "\n")] + edited
    }

    private static func others(_ value: String) -> [String] {
        if let number = Int(value) { return ["\(number + 1)", "\(number - 1)"] }
        if let number = Double(value) { return ["\(number + 1)"] }
        let words = ["yes": "no", "on": "off", "true": "false", "no": "yes", "off": "on", "false": "true"]
        return [words[value], value + "1", "1" + value, "10.9.9.9"].compactMap(\.self)
    }

    private static func read(_ text: String, as path: String) -> Configuration? {
        var included = IncludedFixtures()
        let outcome = ConfigurationReader.read(
            SourceText(name: path, text: text), in: ReadingEnvironment(configID: "lb1"), including: &included)
        return outcome.hasErrors ? nil : outcome.configuration
    }

    @Test("every keyword of the tables that changes what runs is a change")
    func everyKeyword() {
        var seen: Set<String> = []
        var mute: Set<String> = []
        let files = ConfigurationFixtures.all.filter { $0.path.contains("/configurations/") }
        for file in files {
            let text = file.text.split(separator: "\n", omittingEmptySubsequences: false)
            for line in Self.lines(of: text) where !seen.contains("\(line.block)/\(line.keyword)") {
                for variant in Self.variants(text, line) {
                    guard let changed = Self.read(variant, as: file.path) else { continue }
                    let changes = ConfigurationChanges.between(file.configuration, and: changed)
                    guard !changes.isEmpty else { continue }
                    seen.insert("\(line.block)/\(line.keyword)")
                    if changes.contains(where: { $0.action == .edit && $0.before == $0.after }) {
                        mute.insert("\(line.block)/\(line.keyword)")
                    }
                    break
                }
            }
        }
        let all = Set(KeywordCatalogue.all.map { "\($0.block.rawValue)/\($0.name)" })
        #expect(all.subtracting(seen).subtracting(Self.unseen.keys).sorted() == [])
        #expect(Set(Self.unseen.keys).intersection(seen).sorted() == [], "these are seen now")
        #expect(mute.sorted() == [], "an edit that shows the same before and after")
    }
}
