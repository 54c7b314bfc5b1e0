/// Something that stands in order of the ids of agents.
protocol OrderedByID {
    var id: AgentID { get }
}

extension AgentID: OrderedByID {
    var id: AgentID { self }
}

/// Elements in order of their ids, each id once, in blocks of bounded size, so that adding one among a million moves a
/// few hundred, and how many come before one is a sum over the blocks.
struct OrderedBlocks<Element: OrderedByID> {
    private static var largestBlock: Int { 512 }
    private static var growth: Int { 32 }

    private var blocks: [[Element]] = []
    // How many each block has and its last id: beside the blocks, so that to search and to count touches few of them.
    private var sizes = CountedSizes()
    private var ends: [AgentID] = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// How many come before this id.
    func rank(of id: AgentID) -> Int {
        let place = place(of: id)
        return sizes.sum(before: place.block) + place.offset
    }

    subscript(id: AgentID) -> Element? {
        let place = place(of: id)
        return holds(id, at: place) ? blocks[place.block][place.offset] : nil
    }

    /// Changes the element with this id, and adds it where there is none; `body` does not change the id.
    mutating func update(_ id: AgentID, adding new: @autoclosure () -> Element, _ body: (inout Element) -> Void) {
        let place = place(of: id)
        if !holds(id, at: place) { insert(new(), at: place) }
        // Where it was added at the end of a full block it stands in the next one.
        let now = holds(id, at: place) ? place : self.place(of: id)
        body(&blocks[now.block][now.offset])
    }

    mutating func remove(_ id: AgentID) {
        let place = place(of: id)
        guard holds(id, at: place) else { return }
        blocks[place.block].remove(at: place.offset)
        sizes.add(-1, to: place.block)
        if let last = blocks[place.block].last {
            ends[place.block] = last.id
        } else {
            blocks.remove(at: place.block)
            sizes.remove(at: place.block)
            ends.remove(at: place.block)
        }
        count -= 1
    }

    func forEach(_ body: (Element) -> Void) {
        for block in blocks { block.forEach(body) }
    }

    /// Changes each element in order; `body` does not change an id.
    mutating func updateEach(_ body: (inout Element) -> Void) {
        for block in blocks.indices {
            for offset in blocks[block].indices { body(&blocks[block][offset]) }
        }
    }

    /// Changes elements in order from the first one behind `id` (nil: from the start) until `body` says that it is
    /// enough.
    ///
    /// - Returns: the id of the last one that was looked at, nil where that was the end.
    mutating func updateEach(after id: AgentID?, until body: (inout Element) -> Bool) -> AgentID? {
        var place: Place = id.map(place(of:)) ?? (0, 0)
        if let id, holds(id, at: place) { place.offset += 1 }
        while place.block < blocks.count {
            while place.offset < blocks[place.block].count {
                if body(&blocks[place.block][place.offset]) { return blocks[place.block][place.offset].id }
                place.offset += 1
            }
            place = (place.block + 1, 0)
        }
        return nil
    }

    private typealias Place = (block: Int, offset: Int)

    /// Where the id stands, or would stand; behind the last element only of the last block, or of none.
    private func place(of id: AgentID) -> Place {
        let block = Self.partition(ends.count) { ends[$0] < id }
        guard block < blocks.count else { return (max(0, blocks.count - 1), blocks.last?.count ?? 0) }
        return (block, Self.partition(blocks[block].count) { blocks[block][$0].id < id })
    }

    private func holds(_ id: AgentID, at place: Place) -> Bool {
        place.block < blocks.count && place.offset < blocks[place.block].count
            && blocks[place.block][place.offset].id == id
    }

    private mutating func insert(_ element: Element, at place: Place) {
        count += 1
        guard place.block < blocks.count else {
            addBlock([element], at: place.block)
            return
        }
        guard blocks[place.block].count >= Self.largestBlock else {
            add(element, at: place)
            return
        }
        // Ids usually grow, so what comes last begins a block of its own and leaves a full one behind.
        guard place.offset < blocks[place.block].count else {
            addBlock([element], at: place.block + 1)
            return
        }
        let half = Self.largestBlock / 2
        let upper = Array(blocks[place.block][half...])
        blocks[place.block] = Array(blocks[place.block][..<half])
        sizes.add(half - Self.largestBlock, to: place.block)
        ends[place.block] = blocks[place.block][half - 1].id
        addBlock(upper, at: place.block + 1)
        add(element, at: place.offset <= half ? place : (place.block + 1, place.offset - half))
    }

    private mutating func add(_ element: Element, at place: Place) {
        let size = blocks[place.block].count
        // In small steps: arrays by themselves would double, and a third of a million records would be empty room.
        if blocks[place.block].capacity == size { blocks[place.block].reserveCapacity(size + Self.growth) }
        blocks[place.block].insert(element, at: place.offset)
        sizes.add(1, to: place.block)
        ends[place.block] = max(ends[place.block], element.id)
    }

    private mutating func addBlock(_ block: [Element], at index: Int) {
        guard let last = block.last else { return }
        blocks.insert(block, at: index)
        sizes.insert(block.count, at: index)
        ends.insert(last.id, at: index)
    }

    /// The first of `count` indices for which `isBefore` is false.
    private static func partition(_ count: Int, isBefore: (Int) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if isBefore(middle) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension OrderedBlocks: Sendable where Element: Sendable {}
