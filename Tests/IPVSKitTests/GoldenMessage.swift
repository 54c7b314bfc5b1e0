import Bytes
import FoundationEssentials
import Testing

/// Bytes from `Tests/Fixtures/netlink`, annotated hexadecimal text.
enum GoldenMessage {
    static func bytes(_ name: String, file: String = #filePath) throws -> [UInt8] {
        let tests = file.split(separator: "/").dropLast(2).joined(separator: "/")
        let text = try String(contentsOfFile: "/\(tests)/Fixtures/netlink/\(name).hex", encoding: .utf8)
        return try #require(HexText.decode(text))
    }
}
