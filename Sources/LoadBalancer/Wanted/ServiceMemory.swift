package import IPVSKit

/// What a daemon remembers of the kernel's table over its own end: which services are its own, what somebody set by
/// hand, and the services that it was told to adopt.
///
/// A text in the runtime directory, which a reboot empties together with the kernel's table. So a service that was taken
/// out of the file while the daemon was down is still cleaned up, and two daemons in one namespace each know theirs.
package struct ServiceMemory: Hashable, Sendable {
    /// Services that we have written, or were about to.
    package var own: Set<ServiceKey> = []
    package var overrides: TableAudit.Overrides = [:]
    /// Services that are in no file and are kept as they were found.
    package var adopted: [ServiceKey: TableEntry] = [:]

    package init() {}

    /// Nothing to remember.
    package var isEmpty: Bool { own.isEmpty && overrides.isEmpty && adopted.isEmpty }

    private static let firstLine = "swiftlvsd services 1"
    private static let lastLine = "end"

    /// A line `own SERVICE` for each service, `weight SERVICE SERVER N` for each override, and the adopted services in
    /// ipvsadm's save format.
    package var text: String {
        var text = Self.firstLine + "\n"
        for key in own.sorted() { text += "own \(key.pathText)\n" }
        for (key, weights) in overrides.sorted(by: { $0.key < $1.key }) {
            for (server, weight) in weights.sorted(by: { $0.key < $1.key }) {
                text += "weight \(key.pathText) \(server) \(weight)\n"
            }
        }
        return text + SaveFormat.text(Table(Array(adopted.values))) + Self.lastLine + "\n"
    }

    /// Reads the text; nil where it is cut, of another version, or not as it should be in any line: half a memory could
    /// take others' services for ours.
    package init?(text: String) {
        // By bytes: going by characters takes ten times as long.
        let lines = text.utf8.split(separator: UInt8(ascii: "\n")).map { Substring($0) }
        guard lines.count >= 2, lines.first == Self.firstLine[...], lines.last == Self.lastLine[...] else { return nil }
        own.reserveCapacity(lines.count)
        var saved = ""
        for line in lines[1..<lines.count - 1] {
            let words = line.utf8.split(separator: UInt8(ascii: " ")).map { Substring($0) }
            switch (words.first, words.count) {
            case ("own", 2):
                guard let key = ServiceKey(pathText: words[1]) else { return nil }
                own.insert(key)
            case ("weight", 4):
                guard let key = ServiceKey(pathText: words[1]), let server = RealServerKey(words[2]),
                    let weight = UInt32(words[3])
                else { return nil }
                overrides[key, default: [:]][server] = weight
            default:
                saved += line + "\n"
            }
        }
        guard let table = try? SaveFormat.table(saved) else { return nil }
        adopted = Dictionary(table.entries.map { ($0.service.key, $0) }) { first, _ in first }
    }
}
