/// The escapes of Java properties files, as `java.util.Properties` reads and writes them.
///
/// The bytes are ISO 8859-1; what that does not have is written `\uXXXX`, in UTF-16.
package enum PropertiesEscape {
    /// The text that stands for `bytes`; nil where a `\u` has fewer than four digits behind it, which Java refuses, too.
    package static func decode(_ bytes: some Sequence<UInt8>) -> String? {
        var units: [UInt16] = []
        var rest = bytes.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "\\") else {
                units.append(UInt16(byte))
                continue
            }
            // A backslash at the very end stands for nothing.
            guard let escaped = rest.next() else { break }
            switch escaped {
            case UInt8(ascii: "t"): units.append(0x09)
            case UInt8(ascii: "n"): units.append(0x0A)
            case UInt8(ascii: "f"): units.append(0x0C)
            case UInt8(ascii: "r"): units.append(0x0D)
            case UInt8(ascii: "u"):
                guard let unit = unit(&rest) else { return nil }
                units.append(unit)
            default: units.append(UInt16(escaped))
            }
        }
        return String(decoding: units, as: UTF16.self)
    }

    /// A value as Java writes it: `: = # !`, backslashes and a leading blank behind a backslash.
    package static func encode(value: String) -> [UInt8] {
        encode(value) { $0 == 0 }
    }

    /// A key as Java writes it: as a value, with every blank behind a backslash.
    package static func encode(key: String) -> [UInt8] {
        encode(key) { _ in true }
    }

    private static func encode(_ text: String, escapesBlank: (_ place: Int) -> Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        for (place, unit) in text.utf16.enumerated() {
            guard let byte = UInt8(exactly: unit) else {
                bytes += hexadecimal(unit)
                continue
            }
            switch byte {
            case UInt8(ascii: " "):
                if escapesBlank(place) { bytes.append(UInt8(ascii: "\\")) }
                bytes.append(byte)
            case 0x09: bytes += Array("\\t".utf8)
            case 0x0A: bytes += Array("\\n".utf8)
            case 0x0C: bytes += Array("\\f".utf8)
            case 0x0D: bytes += Array("\\r".utf8)
            case UInt8(ascii: "\\"), UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "#"), UInt8(ascii: "!"):
                bytes += [UInt8(ascii: "\\"), byte]
            case 0x20...0x7E: bytes.append(byte)
            default: bytes += hexadecimal(unit)
            }
        }
        return bytes
    }

    private static func hexadecimal(_ unit: UInt16) -> [UInt8] {
        let digits = String(unit, radix: 16, uppercase: true)
        return Array(("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits).utf8)
    }

    private static func unit(_ rest: inout some IteratorProtocol<UInt8>) -> UInt16? {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = rest.next().flatMap(digit) else { return nil }
            unit = unit << 4 | digit
        }
        return unit
    }

    private static func digit(_ byte: UInt8) -> UInt16? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
