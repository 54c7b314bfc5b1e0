/// The sizes of blocks in a row, with the sum of those before each at hand: a sum over chunks, and one within a chunk.
struct CountedSizes: Sendable {
    private static var chunk: Int { 64 }

    private var sizes: [Int] = []
    private var sums: [Int] = []

    /// The sum of the sizes before this block.
    func sum(before block: Int) -> Int {
        let chunk = block / Self.chunk
        return sums[..<chunk].reduce(0, +) + sizes[(chunk * Self.chunk)..<block].reduce(0, +)
    }

    mutating func add(_ count: Int, to block: Int) {
        sizes[block] += count
        sums[block / Self.chunk] += count
    }

    mutating func insert(_ size: Int, at block: Int) {
        sizes.insert(size, at: block)
        sumUp(from: block / Self.chunk)
    }

    mutating func remove(at block: Int) {
        sizes.remove(at: block)
        sumUp(from: block / Self.chunk)
    }

    private mutating func sumUp(from chunk: Int) {
        sums.removeSubrange(chunk...)
        for start in stride(from: chunk * Self.chunk, to: sizes.count, by: Self.chunk) {
            sums.append(sizes[start..<min(start + Self.chunk, sizes.count)].reduce(0, +))
        }
    }
}
