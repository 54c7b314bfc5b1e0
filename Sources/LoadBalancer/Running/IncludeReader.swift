import Crypto
import Glibc
package import NodeConfiguration

/// Opens the files that a configuration includes, and remembers what all of them together are.
struct IncludeReader: IncludedFiles {
    private let limit: Int
    private var digest: SHA256

    /// - Parameters:
    ///   - main: the file that includes others
    ///   - limit: larger files are refused
    init(after main: [UInt8], atMost limit: Int) {
        self.limit = limit
        digest = SHA256()
        digest.update(data: main)
    }

    /// Of the main file and every one that was included, in the order in which they were read.
    var sha256: String { digest.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

    mutating func files(matching path: String) -> [IncludedFile] {
        Self.paths(matching: path).map { open($0) }
    }

    private mutating func open(_ path: String) -> IncludedFile {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return .unreadable(path: path, reason: String(cString: strerror(errno))) }
        guard facts.st_mode & S_IFMT == S_IFREG else { return .passedOver(path: path, reason: "it is no regular file") }
        guard facts.st_mode & 0o111 == 0 else {
            return .passedOver(path: path, reason: "it is executable, and keepalived reads no such file, either")
        }
        do throws(ConfigurationFileError) {
            let bytes = try RegularFile.read(path, atMost: limit)
            digest.update(data: bytes)
            return .text(SourceText(name: path, bytes: bytes))
        } catch {
            return .unreadable(path: path, reason: error.reason)
        }
    }

    private static func paths(matching path: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(path, 0, nil, &found) == 0, let paths = found.gl_pathv else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }
    }
}

extension ReadingEnvironment {
    /// What this process can say of itself.
    ///
    /// - Parameters:
    ///   - configID: `-i`; nil for the host's name up to its first dot
    ///   - checksIncludes: `-e`
    ///   - isInNamespace: whether it is in the network namespace that counts: the one of `-s`, or the file's by now
    package static func current(
        configID: String? = nil, checksIncludes: Bool = false, isInNamespace: Bool = false
    ) -> ReadingEnvironment {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let line = String(cString: text)
            if let equals = line.firstIndex(of: "=") {
                variables[String(line[..<equals])] = String(line[line.index(after: equals)...])
            }
            entry += 1
        }
        return ReadingEnvironment(
            configID: configID ?? hostName, variables: variables,
            randomSeed: seed, checksIncludes: checksIncludes,
            judgement: .ofThisHost(inNamespaceThatCounts: isInNamespace))
    }

    /// The same at each reload of a process, so that what was drawn stays.
    private static let seed = UInt64.random(in: .min ... .max)

    private static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        let text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text.split(separator: ".").first.map(String.init) ?? ""
    }
}
