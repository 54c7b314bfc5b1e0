/// Lists that agents hold and keep for now, each once: neighbours often hold the same.
struct HeldLists: Sendable {
    private struct Kept {
        /// The algorithm, then the servers, as numbers of the book.
        let names: [UInt32]
        var users: Int
    }

    private var book = NameBook()
    private var lists: [UInt32: Kept] = [:]
    private var numbers: [[UInt32]: UInt32] = [:]
    private var lastNumber: UInt32 = 0

    var all: [UInt32] { lists.keys.sorted() }

    subscript(number: UInt32) -> HeldList? {
        lists[number].map { kept in
            HeldList(
                servers: kept.names.dropFirst().map { book.name(of: $0) ?? "" },
                algorithm: kept.names.first.flatMap(book.name))
        }
    }

    /// The first server of a list.
    func preferred(in number: UInt32) -> String? {
        lists[number]?.names.dropFirst().first.flatMap(book.name)
    }

    /// The number of a list, used once more.
    mutating func take(_ list: HeldList) -> UInt32 {
        let names = [book.take(list.algorithm)] + list.servers.map { book.take($0) }
        if let number = numbers[names] {
            for name in names { book.giveBack(name) }
            lists[number]?.users += 1
            return number
        }
        repeat { lastNumber &+= 1 } while lists[lastNumber] != nil
        lists[lastNumber] = Kept(names: names, users: 1)
        numbers[names] = lastNumber
        return lastNumber
    }

    /// Takes back one use of a list.
    mutating func giveBack(_ number: UInt32) {
        guard let kept = lists[number] else { return }
        guard kept.users == 1 else {
            lists[number]?.users -= 1
            return
        }
        lists[number] = nil
        numbers[kept.names] = nil
        for name in kept.names { book.giveBack(name) }
    }
}
