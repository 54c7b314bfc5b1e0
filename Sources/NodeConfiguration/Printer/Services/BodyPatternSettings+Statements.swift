extension BodyPatternSettings {
    func write(to block: inout StatementList) {
        block.add("regex", text)
        if !options.isEmpty { block.line(["regex_options"] + options) }
        block.add("regex_min_offset", leastOffset == 0 ? nil : leastOffset)
        block.add("regex_max_offset", mostOffset)
        block.flag("regex_no_match", isUnwanted)
    }

    /// The pattern with escapes for whatever a quote, an expansion or an escape could change.
    private var text: String {
        pattern.map { byte in
            switch byte {
            case UInt8(ascii: "\\"): #"\\"#
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "$"), UInt8(ascii: "#"), UInt8(ascii: "!"),
                UInt8(ascii: "{"), UInt8(ascii: "}"), 0x00...0x1F, 0x7F...0xFF:
                #"\x"# + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            default: String(UnicodeScalar(byte))
            }
        }.joined()
    }
}
