/// What became of the messages of a batch, by their sequence numbers.
///
/// The kernel answers a failed message always, a successful one only where an acknowledgement was asked for. It
/// handles messages in order, so once the last one is answered, those not answered have succeeded.
package struct SequenceLedger: Sendable {
    /// A message the kernel refused.
    package struct Failure: Hashable, Sendable {
        /// Its place in the batch.
        package let index: Int
        package let errno: Int32
        /// The kernel's words, where it gave any.
        package let explanation: String?
    }

    private let first: UInt32
    private let count: Int
    private var answered: Int?
    /// The refused messages, in the order of the batch.
    package private(set) var failures: [Failure] = []

    /// - Parameter first: the sequence number of the first of `count` messages; the others follow, wrapping.
    init(first: UInt32, count: Int) {
        self.first = first
        self.count = count
    }

    /// Notes an answer. One that belongs to no message of the batch, such as a late answer to an earlier request, is
    /// passed over.
    mutating func record(_ answer: Acknowledgement, sequence: UInt32) {
        let index = Int(sequence &- first)
        guard index < count, index > answered ?? -1 else { return }
        answered = index
        guard answer.errno != 0 else { return }
        failures.append(Failure(index: index, errno: answer.errno, explanation: answer.explanation))
    }

    /// Whether the message at `index`, and so every one before it, has had its outcome.
    func isSettled(through index: Int) -> Bool {
        answered ?? -1 >= index
    }
}
