/// The number that a tracked file holds, read as strtol(3) reads it with base 0: blanks, a sign, then 0x, 0 or neither,
/// then as many digits as follow. A number that is too large is held at the end of the range.
package enum FileNumber {
    /// How much of a file is looked at.
    package static let length = 127

    /// - Parameter bytes: the file's beginning; more than `length` bytes are not looked at.
    /// - Returns: 0 where there is no number.
    package static func parse(_ bytes: some Collection<UInt8>) -> Int64 {
        // What is behind a NUL byte is not part of a C string.
        var rest = bytes.prefix(length).prefix { $0 != 0 }[...]
        rest = rest.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
        var isNegative = false
        if let sign = rest.first, sign == 0x2B || sign == 0x2D {
            isNegative = sign == 0x2D
            rest = rest.dropFirst()
        }
        var base: Int64 = 10
        if rest.first == 0x30 {
            base = 8
            let behindX = rest.dropFirst(2)
            if let x = rest.dropFirst().first, x | 0x20 == 0x78, let digit = behindX.first, value(of: digit) < 16 {
                base = 16
                rest = behindX
            }
        }
        var number: Int64 = 0
        for byte in rest {
            let digit = value(of: byte)
            guard digit < base else { break }
            let (product, tooLarge) = number.multipliedReportingOverflow(by: base)
            let (sum, overflow) =
                isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            if tooLarge || overflow { return isNegative ? .min : .max }
            number = sum
        }
        return number
    }

    private static func value(of byte: UInt8) -> Int64 {
        switch byte {
        case 0x30...0x39: Int64(byte) - 0x30
        case 0x61...0x66: Int64(byte) - 0x61 + 10
        case 0x41...0x46: Int64(byte) - 0x41 + 10
        default: 99
        }
    }
}
