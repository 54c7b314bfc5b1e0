package import Polling

/// Watches files, processes and interfaces on a thread of its own.
package final class SystemWatch: Sendable {
    private let mailbox: Mailbox<WatchLoop.Request>

    /// Starts the thread. Nothing is watched before `configure`.
    ///
    /// - Parameters:
    ///   - onFact: called on the thread; hands on and returns.
    ///   - onFailure: called on the thread when it ends by an error: nothing is watched any more.
    package init(
        onFact: @escaping @Sendable (WatchedFact) -> Void, onFailure: @escaping @Sendable (SystemCallError) -> Void
    ) throws(SystemCallError) {
        let mailbox = try Mailbox<WatchLoop.Request>()
        self.mailbox = mailbox
        try NamedThread.start("watch") {
            do throws(SystemCallError) {
                try WatchLoop(mailbox: mailbox, onFact: onFact).run()
            } catch {
                onFailure(error)
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
