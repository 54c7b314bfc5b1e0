/// Finds one of a few dozen names by the bytes of a word. Every other word of a file is a keyword, and none of them has
/// to become a string for that.
struct NameIndex: Sendable {
    /// All names, one behind the other.
    private let letters: [UInt8]
    private let ranges: [Range<Int>]
    /// The places of names, each in the first slot that was free from its own on; a power of two, and never full.
    private let slots: [Int?]

    init(_ names: [String]) {
        var letters: [UInt8] = []
        var ranges: [Range<Int>] = []
        var slots = [Int?](repeating: nil, count: 4)
        while slots.count < names.count * 4 { slots += slots }
        for (place, name) in names.enumerated() {
            ranges.append(letters.count..<letters.count + name.utf8.count)
            letters += name.utf8
            var slot = Self.slot(of: letters[ranges[place]], among: slots.count)
            while slots[slot] != nil { slot = (slot + 1) % slots.count }
            slots[slot] = place
        }
        self.letters = letters
        self.ranges = ranges
        self.slots = slots
    }

    /// The place of the first name with these bytes.
    func place(of word: ArraySlice<UInt8>) -> Int? {
        var slot = Self.slot(of: word, among: slots.count)
        while let place = slots[slot] {
            if isName(place, word) { return place }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private func isName(_ place: Int, _ word: ArraySlice<UInt8>) -> Bool {
        let range = ranges[place]
        guard range.count == word.count else { return false }
        let (name, word) = (letters.span.extracting(range), word.span)
        return name.indices.allSatisfy { name[$0] == word[$0] }
    }

    private static func slot(of word: ArraySlice<UInt8>, among count: Int) -> Int {
        guard let first = word.first, let last = word.last else { return 0 }
        return (word.count &* 7 &+ Int(first) &* 3 &+ Int(last)) & (count - 1)
    }
}
