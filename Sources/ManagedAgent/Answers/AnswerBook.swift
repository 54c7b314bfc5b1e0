package import ControlMessages

/// What each load balancer said last, and which of it counts.
package struct AnswerBook: Sendable {
    private struct Answer: Sendable {
        let entry: AgentEntry
        /// Whether the load balancer can still be reached.
        var isLive: Bool
        /// Higher for later answers.
        let order: Int
    }

    private var answers: [Answer?]
    private var count = 0

    /// - Parameter count: how many load balancers are configured.
    package init(count: Int) {
        answers = Array(repeating: nil, count: count)
    }

    /// Has other load balancers at its places; answers of those that stay are kept.
    ///
    /// - Parameter former: for each of them its place so far, nil for one that is new.
    package mutating func rearrange(_ former: [Int?]) {
        answers = former.map { place in
            guard let place, answers.indices.contains(place) else { return nil }
            return answers[place]
        }
    }

    /// Takes a load balancer's answer in. One without servers says nothing.
    package mutating func note(_ entry: AgentEntry, from place: Int) {
        guard answers.indices.contains(place), !entry.servers.isEmpty else { return }
        count &+= 1
        answers[place] = Answer(entry: entry, isLive: true, order: count)
    }

    /// Notes that a load balancer does not answer any more; what it said last counts only where nobody else says more.
    package mutating func noteSilence(of place: Int) {
        guard answers.indices.contains(place) else { return }
        answers[place]?.isLive = false
    }

    /// The answer that counts, and who gave it; nil where nobody has answered yet.
    ///
    /// Answers of one version agree. Where versions differ, one from a node that is not learning comes first, then the
    /// one that more nodes give, then the first configured node's. Of those that agree the newest is taken.
    package var current: (entry: AgentEntry, from: Int)? {
        let known = answers.enumerated().compactMap { place, answer in answer.map { (place: place, answer: $0) } }
        let live = known.filter(\.answer.isLive)
        let heard = live.isEmpty ? known : live
        let settled = heard.filter { $0.answer.entry.isUpToDate != nil }
        let eligible = settled.isEmpty ? heard : settled
        func voices(_ version: String) -> Int { eligible.count { $0.answer.entry.version == version } }
        let most = eligible.map { voices($0.answer.entry.version) }.max() ?? 0
        guard let first = eligible.first(where: { voices($0.answer.entry.version) == most }) else { return nil }
        let newest = eligible.filter { $0.answer.entry.version == first.answer.entry.version }
            .max { $0.answer.order < $1.answer.order }
        return newest.map { ($0.answer.entry, $0.place) }
    }

    /// What one load balancer said last.
    package func answer(of place: Int) -> AgentEntry? {
        answers.indices.contains(place) ? answers[place]?.entry : nil
    }

    /// Whether reachable load balancers give different answers. One that is learning, or lets the agent's move wait,
    /// answers with the list that the agent holds and contradicts nobody.
    package var isDisputed: Bool {
        let opinions = answers.compactMap { $0 }.filter { $0.isLive && $0.entry.isUpToDate != nil }
        return Set(opinions.map(\.entry.version)).count > 1
    }
}
