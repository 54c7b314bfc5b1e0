import FoundationEssentials
import NodeConfiguration
import Testing

/// The configurations under `Tests/Fixtures` that are free of errors.
enum ConfigurationFixtures {
    struct File: Sendable, CustomTestStringConvertible {
        let path: String
        let text: String
        let configuration: Configuration

        var testDescription: String { URL(filePath: path).lastPathComponent }
    }

    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures")

    /// In the order of their names; those with errors are left out.
    static let all: [File] = ["configurations", "corpus"].flatMap { name -> [File] in
        let folder = folder.appending(path: name).path()
        return names(in: name).compactMap { read("\(folder)/\($0)") }
    }

    /// The files of a folder, in order.
    static func names(in name: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: name).path())
        return (names ?? []).sorted().filter { $0.hasSuffix(".conf") }
    }

    /// A file as the daemon reads it; nil where it has errors.
    private static func read(_ path: String) -> File? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        var included = IncludedFixtures()
        let outcome = ConfigurationReader.read(
            SourceText(name: path, text: text), in: ReadingEnvironment(configID: "lb1"), including: &included)
        guard !outcome.hasErrors else { return nil }
        return File(path: path, text: text, configuration: outcome.configuration)
    }
}

/// Files beside the fixtures; `*` stands for all of a folder.
struct IncludedFixtures: IncludedFiles {
    mutating func files(matching path: String) -> [IncludedFile] {
        let url = URL(filePath: path)
        let names: [String]
        if url.lastPathComponent.hasPrefix("*") {
            let suffix = String(url.lastPathComponent.dropFirst())
            let folder = url.deletingLastPathComponent().path()
            names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
                .filter { $0.hasSuffix(suffix) }.map { folder + "/" + $0 }
        } else {
            names = [path]
        }
        return names.compactMap { name in
            (try? String(contentsOfFile: name, encoding: .utf8)).map { .text(SourceText(name: name, text: $0)) }
        }
    }
}
