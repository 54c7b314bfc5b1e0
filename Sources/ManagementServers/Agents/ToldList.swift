/// The list that an agent was told last, by what it came from.
struct ToldList: Hashable {
    /// It was told none yet.
    static let nothing = ToldList(lineup: current, number: .max)

    private static let current: UInt32 = 0
    private static let held = UInt32.max

    /// The number of a former line-up; 0 for the one that counts, and the highest number for a list of the agent's own.
    let lineup: UInt32
    private let number: UInt32

    private init(lineup: UInt32, number: UInt32) {
        self.lineup = lineup
        self.number = number
    }

    /// Of the line-up that counts.
    init(at position: Int) {
        self.init(lineup: Self.current, number: UInt32(clamping: min(position, Int(UInt32.max) - 1)))
    }

    /// The same list, after another line-up came to count.
    init(_ told: ToldList, ofFormer lineup: UInt32) {
        self.init(lineup: lineup, number: told.number)
    }

    /// A list that the agent held, by its number.
    init(heldList number: UInt32) {
        self.init(lineup: Self.held, number: number)
    }

    /// Whether the agent keeps it until its turn comes.
    var isKept: Bool { lineup != Self.current }

    /// The number of the list that the agent held; nil where the list came from a line-up.
    var heldList: UInt32? { lineup == Self.held ? number : nil }

    /// The agent's position when it was told.
    var position: Int { Int(number) }
}
