import CLinux

/// Runs an actor's work on one thread of its own, for work that blocks in system calls and must not hold up others.
/// The thread, and with it the executor, lives as long as the process.
package final class ThreadExecutor: SerialExecutor {
    private let jobs: Mailbox<UnownedJob>

    /// - Parameter name: the thread's name, up to 15 bytes.
    package init(name: String) throws(SystemCallError) {
        let jobs = try Mailbox<UnownedJob>()
        self.jobs = jobs
        try NamedThread.start(name) {
            var interest = pollfd(fd: jobs.wakeUp.descriptor, events: Int16(POLLIN), revents: 0)
            while true {
                // An interrupted wait only looks again.
                poll(&interest, 1, -1)
                for job in jobs.takeAll() { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
            }
        }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        jobs.post(UnownedJob(job))
    }
}
