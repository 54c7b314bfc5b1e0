import NodeConfiguration

/// Files in memory: a name with its text, found by name or by the part before a `*`.
struct ExpansionFiles: IncludedFiles {
    var texts: [String: String]
    var passedOver: [String: String] = [:]
    private(set) var asked: [String] = []

    init(_ texts: [String: String]) {
        self.texts = texts
    }

    mutating func files(matching path: String) -> [IncludedFile] {
        asked.append(path)
        let isWild = path.hasSuffix("*")
        func matches(_ name: String) -> Bool { isWild ? name.hasPrefix(path.dropLast()) : name == path }
        return (Array(texts.keys) + Array(passedOver.keys)).sorted().filter(matches).map { name in
            if let reason = passedOver[name] { return .passedOver(path: name, reason: reason) }
            return .text(SourceText(name: name, text: texts[name] ?? ""))
        }
    }
}

/// A configuration of several files; the first one is `/etc/main.conf`.
func readExpanded(
    _ text: String, files: [String: String] = [:], configID: String = "lb1", environment: [String: String] = [:]
) -> ParseOutcome {
    var included = ExpansionFiles(files)
    return readExpanded(text, &included, configID: configID, environment: environment)
}

func readExpanded(
    _ text: String, _ files: inout ExpansionFiles, configID: String = "lb1", environment: [String: String] = [:],
    checksIncludes: Bool = false
) -> ParseOutcome {
    ConfigurationReader.read(
        SourceText(name: "/etc/main.conf", text: text),
        in: ReadingEnvironment(configID: configID, variables: environment, checksIncludes: checksIncludes),
        including: &files)
}
