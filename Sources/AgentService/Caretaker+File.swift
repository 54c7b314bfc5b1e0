import Deadlines
import Logging
import ManagedAgent
import NodeConfiguration
import Polling

/// The properties file.
extension Caretaker {
    /// Two changes of `host` by another writer in this time are a fight. Each round of one takes a reconnect, which comes
    /// after the check interval or when the last one is long enough ago; so it is as long as two of those.
    private func window(_ file: PropertiesText) -> Nanoseconds {
        let interval = authorship.interval(in: file, told: state.assignment?.interval ?? 0)
        return max(.seconds(Int64(interval)), configuration.minReconnectInterval) * 2
    }

    /// Looks at the file and writes what is ours in it.
    func keepFile() {
        do throws(FileFailure) {
            let current = try file.read()
            found = current
            let before = authorship.memory
            let standIn = PlatformAlgorithm(configuration.algorithmName)
            let wanted = state.assignment?.host(standIn: standIn)
            for finding in authorship.look(
                at: current.text, wanted: wanted, window: window(current.text), at: MonotonicClock.now)
            {
                logger.warning("\(configuration.propertiesFile): \(finding)")
            }
            if authorship.memory != before { save() }
            notePorts()
            guard let assignment = state.assignment, let wanted,
                let edited = authorship.edited(current.text, host: wanted, interval: assignment.interval)
            else { return note(.file, nil) }
            try write(edited, insteadOf: current, for: assignment)
        } catch {
            note(.file, "the agent's list cannot be kept in its file: \(error)")
        }
    }

    private func write(
        _ edited: PropertiesText, insteadOf current: AgentPropertiesFile.Found, for assignment: Assignment
    ) throws(FileFailure) {
        authorship.begin(edited, insteadOf: current.text)
        save()
        guard try file.write(edited, insteadOf: current) else {
            // The next look sees what the other writer wrote.
            logger.info("\(configuration.propertiesFile) was changed while it was to be written; it is read again")
            return
        }
        authorship.end(edited)
        state.written = assignment
        save()
        note(.file, nil)
        found = try file.read()
        logger.notice(
            "wrote \(configuration.propertiesFile)",
            metadata: ["host": "\(edited[FileAuthorship.hostKey] ?? "")", "version": "\(assignment.version)"])
    }

    private func notePorts() {
        let others = state.assignment?.serversWithOtherPort(than: configuration.port) ?? []
        note(
            .ports,
            others.isEmpty
                ? nil
                : "the agent connects to port \(configuration.port) of every server, but the list has "
                    + others.joined(separator: ", "))
    }
}

extension PlatformAlgorithm {
    init(_ name: AgentConfiguration.AlgorithmName) {
        self =
            switch name {
            case .static: .static
            case .roundrobin: .roundrobin
            case .shuffle: .shuffle
            }
    }
}
