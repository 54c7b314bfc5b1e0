import Addresses
package import IPVSKit
import Netlink

/// Puts bytes before the decoder as the kernel's answer to each question there is.
package enum HostileAnswers {
    /// What became of one input.
    package struct Outcome {
        /// Questions that got an answer.
        package var answered = 0
        /// Questions that ended in an error with the bytes at fault, or an errno.
        package var failures: [IPVSError] = []
    }

    private enum Question: CaseIterable {
        case status, entry, info, timeouts, daemons, flush
    }

    /// Asks every question of a kernel that answers with `input`. Nothing but a trap or an endless loop can go wrong
    /// here.
    @discardableResult
    package static func read(_ input: [UInt8]) -> Outcome {
        var outcome = Outcome()
        for question in Question.allCases {
            do throws(IPVSError) {
                try ask(question, IPVSClient(over: NetlinkConnection(HostileKernel(input))))
                outcome.answered += 1
            } catch {
                outcome.failures.append(error)
            }
        }
        return outcome
    }

    private static func ask(_ question: Question, _ client: IPVSClient) throws(IPVSError) {
        let key = ServiceKey.address(.tcp, Endpoint(.v4(IPv4Address(192, 0, 2, 1)), port: 80))
        switch question {
        case .status: _ = try client.status()
        case .entry: _ = try client.entry(for: key)
        case .info: _ = try client.info()
        case .timeouts: _ = try client.timeouts()
        case .daemons: _ = try client.syncDaemons()
        case .flush: try client.flush()
        }
    }
}
