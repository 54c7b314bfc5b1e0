import Bytes
import FoundationEssentials

/// Annotated hexadecimal files under `Tests/Fixtures/packets`.
enum Fixture {
    struct Unreadable: Error {
        let name: String
    }

    static func packet(_ name: String, in file: String = #filePath) throws -> [UInt8] {
        let tests = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
        let text = try String(contentsOfFile: "\(tests)/Fixtures/packets/\(name).hex", encoding: .utf8)
        guard let bytes = HexText.decode(text) else { throw Unreadable(name: name) }
        return bytes
    }
}
