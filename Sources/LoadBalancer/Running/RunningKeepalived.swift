import Glibc

/// A keepalived that runs where we are to run.
package struct RunningKeepalived: Sendable, CustomStringConvertible {
    package let processID: Int32
    /// How it was found: its pid file, or what it sent.
    package let evidence: String

    package var description: String { "keepalived (process \(processID), \(evidence))" }

    /// ` (keepalived, process 123)` where one runs in this network namespace, else nothing.
    package static var hint: String {
        let found = ProcessFacts.processes(named: "keepalived").first { process in
            process != getpid() && ProcessFacts.sharesOurNetwork(process)
        }
        return found.map { " (keepalived, process \($0))" } ?? ""
    }

    private static let pidFiles = ["/run/keepalived.pid", "/var/run/keepalived.pid", "/run/keepalived/keepalived.pid"]

    /// The keepalived of this network namespace whose pid file lives, nil where there is none.
    package static func byPIDFile() -> RunningKeepalived? {
        for path in pidFiles {
            guard let text = ProcessFacts.firstWord(of: path), let process = Int32(text), process > 0,
                // Started under the name keepalived, and this process's number again after a restart of its container.
                process != getpid(),
                ProcessFacts.name(of: process)?.hasPrefix("keepalived") == true,
                ProcessFacts.sharesOurNetwork(process)
            else { continue }
            return RunningKeepalived(processID: process, evidence: "pid file \(path)")
        }
        return nil
    }
}
