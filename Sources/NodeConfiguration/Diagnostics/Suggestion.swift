/// Finds the word that was probably meant.
enum Suggestion {
    /// The candidate closest to `word`, nil where none is close. Equally close ones: the first in the alphabet.
    static func closest(to word: String, among candidates: some Sequence<String>) -> String? {
        let length = word.utf8.count
        guard (2...40).contains(length) else { return nil }
        let allowed = length <= 5 ? 1 : length <= 8 ? 2 : 3
        var best: (distance: Int, candidate: String)?
        for candidate in candidates where abs(candidate.utf8.count - length) <= allowed && candidate != word {
            let distance = editDistance(Array(word.lowercased().utf8), Array(candidate.lowercased().utf8))
            guard distance <= allowed else { continue }
            if let known = best, (known.distance, known.candidate) <= (distance, candidate) { continue }
            best = (distance, candidate)
        }
        return best?.candidate
    }

    /// Insertions, deletions, replacements and swaps of neighbours that make `left` into `right`.
    static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = min(current[column], last[column + 1]) + 1
                cost = min(cost, last[column] + (byte == other ? 0 : 1))
                if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
