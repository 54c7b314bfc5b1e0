import ControlMessages
package import Deadlines
package import IPVSKit
import Logging

// The kernel sends no notifications, so what somebody else changed is found by looking.
extension ServicePools {
    /// Services looked at in one turn, so that a verdict never waits for a whole large table.
    private static let servicesAtOnce = 256

    /// Has the kernel's table looked at every so often from now on; zero ends it.
    package func audit(every interval: Nanoseconds) {
        guard interval != auditInterval else { return }
        auditInterval = interval
        audits?.cancel()
        audits = nil
        guard interval > .zero else { return }
        audits = Task { [weak self] in
            while !Task.isCancelled {
                try? await Task.sleep(for: .nanoseconds(interval.count))
                guard !Task.isCancelled else { return }
                await self?.audit()
            }
        }
    }

    /// Puts right what the kernel holds otherwise than it is wanted. Ends early where its task is cancelled.
    ///
    /// - Parameter keepingOverrides: leave weights that somebody set below ours; else they go, too.
    /// - Returns: what was put right; nil where the kernel could not be reached.
    @discardableResult
    package func audit(keepingOverrides: Bool = true) async -> [PlanStep]? {
        var corrections: [PlanStep] = []
        var rest = Array(wanted.keys)[...]
        while !rest.isEmpty, !Task.isCancelled {
            let keys = Array(rest.prefix(Self.servicesAtOnce))
            rest = rest.dropFirst(keys.count)
            guard let steps = await auditNow(keys, keepingOverrides: keepingOverrides) else {
                tellCorrections(corrections)
                return nil
            }
            corrections += steps
        }
        tellCorrections(corrections)
        return corrections
    }

    /// Audits some services in one turn; nil where the kernel could not be reached.
    private func auditNow(_ keys: [ServiceKey], keepingOverrides: Bool) async -> [PlanStep]? {
        await takeTurn()
        defer { passTurn() }
        guard let writer, !hasEnded else { return nil }
        // A reload may have come in between.
        let entries = bareEntries(keys)
        do {
            let reading = try await writer.read(entries.map(\.service.key))
            let audit = TableAudit(
                of: entries, against: reading.kernel, written: reading.written, standing: memory.overrides)
            for entry in entries {
                let key = entry.service.key
                note(keepingOverrides ? audit.overrides[key] ?? [:] : [:], of: entry)
            }
            saveMemory()
            drain(audit.strays)
            let target = adjusted(entries)
            setWanted(target)
            let late = backlog.unwritten
            let outcome = try await writer.write(target, over: reading.kernel)
            settle(target.entries, failures: outcome.failures)
            // What we could not write ourselves is nobody else's doing.
            return outcome.plan.steps.filter {
                !late.contains($0.service) && !backlog.unwritten.contains($0.service)
            }
        } catch {
            failed(error)
            return nil
        }
    }

    private func note(_ weights: [RealServerKey: UInt32], of entry: TableEntry) {
        let key = entry.service.key
        let standing = memory.overrides[key] ?? [:]
        guard weights != standing else { return }
        for server in entry.realServers where weights[server.key] != standing[server.key] {
            let name = "\(server.key) of \(key)"
            let old = standing[server.key] ?? server.weight
            if let weight = weights[server.key] {
                events.post(
                    .realServer, name, from: "weight \(old)", to: "weight \(weight)",
                    "set by hand; it stays until the server's next transition or a verification")
            } else {
                events.post(
                    .realServer, name, from: "weight \(old)", to: "weight \(server.weight)",
                    "no longer set by hand")
            }
        }
        setOverrides(weights, of: key)
    }

    private func tellCorrections(_ steps: [PlanStep]) {
        let report = CorrectionReport(steps)
        for line in report.lines {
            events.post(
                .kernel, "\(line.service)", to: "corrected", "somebody else changed the IPVS table: \(line.text)",
                level: .warning)
        }
        guard report.others > 0 else { return }
        events.post(
            .kernel, "ipvs", to: "corrected",
            "somebody else changed the IPVS table: \(report.others) more services were put right", level: .warning)
    }
}
