/// Whose turn it is, for ever: each server as often as its weight says.
///
/// After any number of turns each server had less than one turn more or less than its share: a turn is due between the
/// time its share has grown to the turns it had and the time it has grown by one more, and of those that are due the
/// one with the earliest end is taken (the quota method; Tijdeman's chairman assignment).
struct WeightedTurns: Hashable, Sendable {
    struct Turn: Hashable {
        let server: Int
        /// How many turns the server had before.
        let before: Int
    }

    /// The longest period that is worked out.
    static let longestPeriod = 65_536

    private let weights: [Int]
    /// One period: the server of each turn, and how many it had before in the period.
    private let servers: [UInt16]
    private let before: [UInt32]

    /// Weights without any above 0 are taken for equal.
    init(_ given: [Int]) {
        let weights = Self.inLowestTerms(given)
        let period = weights.reduce(0, +)
        var had = [Int](repeating: 0, count: weights.count)
        var servers: [UInt16] = []
        var before: [UInt32] = []
        servers.reserveCapacity(period)
        before.reserveCapacity(period)
        for turn in 0..<period {
            var chosen: Int?
            for server in weights.indices {
                // Its share after this turn is above what it had: weight x (turn + 1) / period > had.
                guard had[server] * period < weights[server] * (turn + 1) else { continue }
                guard let best = chosen else {
                    chosen = server
                    continue
                }
                // The end of a turn: (had + 1) x period / weight.
                if (had[server] + 1) * weights[best] < (had[best] + 1) * weights[server] { chosen = server }
            }
            guard let chosen else { continue }
            servers.append(UInt16(truncatingIfNeeded: chosen))
            before.append(UInt32(truncatingIfNeeded: had[chosen]))
            had[chosen] += 1
        }
        self.weights = weights
        self.servers = servers
        self.before = before
    }

    /// The turn of a number, counted from 0; nil where there is no server.
    subscript(number: Int) -> Turn? {
        guard !servers.isEmpty else { return nil }
        let (period, place) = number.quotientAndRemainder(dividingBy: servers.count)
        let server = Int(servers[place])
        return Turn(server: server, before: period * weights[server] + Int(before[place]))
    }

    /// After how many turns they begin anew.
    static func period(of weights: [Int]) -> Int {
        inLowestTerms(weights).reduce(0) { $0.addingReportingOverflow($1).overflow ? .max : $0 + $1 }
    }

    private static func inLowestTerms(_ given: [Int]) -> [Int] {
        let positive = given.contains { $0 > 0 } ? given.map { max(0, $0) } : given.map { _ in 1 }
        let divisor = positive.reduce(0, greatestCommonDivisor)
        return divisor > 1 ? positive.map { $0 / divisor } : positive
    }

    private static func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
        right == 0 ? left : greatestCommonDivisor(right, left % right)
    }
}
