import Deadlines
package import Logging
import Netlink
package import Polling

/// Watches files, processes and interfaces on a thread of its own.
package final class SystemWatch: Sendable {
    private let mailbox: Mailbox<WatchLoop.Request>

    /// Starts the thread. Nothing is watched before `configure`.
    ///
    /// - Parameter onFact: called on the thread; hands on and returns.
    package init(logger: Logger, onFact: @escaping @Sendable (WatchedFact) -> Void) throws(SystemCallError) {
        let mailbox = try Mailbox<WatchLoop.Request>()
        self.mailbox = mailbox
        try NamedThread.start("watch") {
            do {
                try WatchLoop(mailbox: mailbox, onFact: onFact).run()
            } catch {
                logger.error("files, processes and interfaces are not watched any more: \(error)")
            }
        }
    }

    /// Makes this the list. What was on it before and did not change is not told again.
    package func configure(_ list: WatchList) {
        mailbox.post(.configure(list))
    }

    /// Ends the thread.
    package func stop() {
        mailbox.post(.stop)
    }
}
