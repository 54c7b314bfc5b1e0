import FoundationEssentials
import NodeConfiguration
import Testing

/// The files under `Tests/Fixtures/configurations`.
enum Fixture {
    private static let repository = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let folder = repository.appending(path: "Tests/Fixtures/configurations")

    /// Files that are read without a word.
    static let clean = [
        "every-keyword", "ipv6-direct", "management-servers", "web-pair", "vrrp-routing", "vrrp-tracking",
        "vrrp-transport",
    ]
    /// Files with problems; beside each stands what is said about it.
    static let broken = [
        "braces", "bad-values", "unknown-words", "conflicts", "no-effect", "not-supported", "vrrp-mistakes",
    ]

    /// Every file that is there.
    static func all() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".conf") }
            .map { String($0.dropLast(5)) }.sorted()
    }

    /// The texts of the files that keepalived and swiftlvsd are compared with.
    static func corpus() throws -> [(name: String, text: String)] {
        let folder = repository.appending(path: "Tests/Fixtures/corpus")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".conf") }
            .sorted().map { ($0, try String(contentsOf: folder.appending(path: $0), encoding: .utf8)) }
    }

    static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: "\(name).conf"), encoding: .utf8)
    }

    static func expectedDiagnostics(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: "\(name).diagnostics"), encoding: .utf8)
    }

    static func write(diagnostics: String, for name: String) throws {
        try diagnostics.write(to: folder.appending(path: "\(name).diagnostics"), atomically: true, encoding: .utf8)
    }

    /// keepalived's keywords, one place a line.
    static func keepalivedKeywords() throws -> String {
        try String(
            contentsOf: repository.appending(path: "Tests/Fixtures/keepalived-keywords.txt"), encoding: .utf8)
    }

    private static let keywords = repository.appending(path: "docs/keywords.md")

    static func keywordDocument() throws -> String { try String(contentsOf: keywords, encoding: .utf8) }

    static func write(document: String) throws {
        try document.write(to: keywords, atomically: true, encoding: .utf8)
    }

    /// The example that is installed.
    static func example() throws -> String {
        try String(contentsOf: repository.appending(path: "contrib/swiftlvsd.conf"), encoding: .utf8)
    }
}

/// Reads a text as `test.conf`.
func read(_ text: String, lenient: Bool = false) -> ParseOutcome {
    ConfigurationReader.read(SourceText(name: "test.conf", text: text), lenient: lenient)
}

/// The configuration in a text that must be read without a word.
func configuration(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) -> Configuration {
    let outcome = read(text)
    #expect(outcome.diagnostics.map(\.description) == [], sourceLocation: sourceLocation)
    return outcome.configuration
}

/// What is said about a text, one line each.
func problems(_ text: String, lenient: Bool = false) -> [String] {
    read(text, lenient: lenient).diagnostics.map(\.description)
}

/// An instance around some lines.
func instance(_ lines: String, addresses: String = "192.0.2.1", name: String = "A", id: Int = 51) -> String {
    """
    vrrp_instance \(name) {
    \(lines)
    interface eth0
    virtual_router_id \(id)
    virtual_ipaddress {
    \(addresses)
    }
    }

    """
}

/// A virtual server around some lines.
func service(_ lines: String, header: String = "192.0.2.1 80", servers: String = "real_server 10.0.0.1 80 {\n}")
    -> String
{
    """
    virtual_server \(header) {
    \(lines)
    protocol TCP
    lvs_sched rr
    lvs_method NAT
    \(servers)
    }

    """
}
