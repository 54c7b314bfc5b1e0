import Testing
import Tracking

@Suite("The number in a tracked file")
struct FileNumberTests {
    @Test(
        "reads what strtol with base 0 reads",
        arguments: [
            ("5", 5), ("-7\n", -7), ("+3", 3), ("  \t\n12 apples", 12), ("0x1F", 31), ("0X1f", 31), ("-0x10", -16),
            ("010", 8), ("089", 0), ("0x", 0), ("0xg", 0), ("", 0), ("abc", 0), ("--5", 0), ("- 5", 0), ("5-3", 5),
            ("9223372036854775807", Int64.max), ("9223372036854775808", Int64.max),
            ("-9223372036854775808", Int64.min), ("-99999999999999999999", Int64.min), ("12\u{0}34", 12),
        ])
    func texts(text: String, number: Int64) {
        #expect(FileNumber.parse(Array(text.utf8)) == number)
    }

    @Test("looks at the first 127 bytes only")
    func length() {
        let blanks = [UInt8](repeating: 0x20, count: 126)
        #expect(FileNumber.parse(blanks + Array("12".utf8)) == 1)
        #expect(FileNumber.parse([UInt8](repeating: 0x20, count: 127) + Array("12".utf8)) == 0)
    }

    @Test("any bytes are read without a trap")
    func anything() {
        for byte in UInt8.min...UInt8.max {
            _ = FileNumber.parse([byte])
            _ = FileNumber.parse([0x2D, byte, byte])
            _ = FileNumber.parse([0x30, 0x78, byte])
        }
    }
}
