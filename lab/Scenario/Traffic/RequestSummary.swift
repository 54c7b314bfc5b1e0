package import Deadlines

/// What a series of requests amounts to.
package struct RequestSummary: Sendable {
    package let records: [RequestRecord]

    package init(_ records: [RequestRecord]) {
        self.records = records
    }

    /// The requests that were started in this time.
    package init(_ records: [RequestRecord], from start: Instant, to end: Instant = .distantFuture) {
        self.records = records.filter { $0.at >= start && $0.at < end }
    }

    package var answered: Int { records.count - lost }

    /// When the first answer was there.
    package var firstAnswer: Instant? {
        records.first { (try? $0.outcome.get()) != nil }?.answeredAt
    }

    package var lost: Int { failures.reduce(0) { $0 + $1.count } }

    /// How often each kind of failure came, by its text.
    package var failures: [(reason: String, count: Int)] {
        counts(of: records.compactMap { if case .failure(let failure) = $0.outcome { "\(failure)" } else { nil } })
    }

    /// How many answers came from each server, by name.
    package var shares: [(reason: String, count: Int)] {
        counts(of: records.compactMap { try? $0.outcome.get() })
    }

    package func count(of failure: HTTPFailure) -> Int {
        records.count { if case .failure(failure) = $0.outcome { true } else { false } }
    }

    /// The longest time between two answers.
    package var longestSilence: Nanoseconds {
        let answers = records.filter { (try? $0.outcome.get()) != nil }.map(\.answeredAt)
        return zip(answers.dropFirst(), answers).map { $0 - $1 }.max() ?? .zero
    }

    private func counts(of texts: [String]) -> [(reason: String, count: Int)] {
        Dictionary(grouping: texts, by: \.self).map { (reason: $0.key, count: $0.value.count) }
            .sorted { $0.reason < $1.reason }
    }
}
