/// Small numbers for names that many agents share. A number is given back with the last agent that uses it, so that
/// no number of names that come and go makes the book grow.
struct NameBook: Sendable {
    private var entries: [(name: String?, uses: Int)] = []
    private var numbers: [String?: UInt32] = [:]
    private var free: [UInt32] = []

    /// The name behind a number that is in use.
    func name(of number: UInt32) -> String? {
        entries[Int(number)].name
    }

    /// The number of a name that is in use.
    func number(of name: String?) -> UInt32? {
        numbers[name]
    }

    /// The highest number that was ever in use, and one.
    var size: Int { entries.count }

    /// The number of a name, used once more.
    mutating func take(_ name: String?) -> UInt32 {
        if let number = numbers[name] {
            entries[Int(number)].uses += 1
            return number
        }
        let number = free.popLast() ?? UInt32(truncatingIfNeeded: entries.count)
        if Int(number) == entries.count { entries.append((name, 1)) } else { entries[Int(number)] = (name, 1) }
        numbers[name] = number
        return number
    }

    /// Takes back one use of a number.
    mutating func giveBack(_ number: UInt32) {
        entries[Int(number)].uses -= 1
        guard entries[Int(number)].uses == 0 else { return }
        numbers[entries[Int(number)].name] = nil
        entries[Int(number)].name = nil
        free.append(number)
    }
}
