import ControlMessages
import IPVSKit
import Logging

// What becomes of a writing to the kernel's table: what it refuses is told, and tried again until it takes it.
extension ServicePools {
    private static let retryInterval = Duration.seconds(5)

    /// Makes the kernel hold entries, judged by what we wrote before, and keeps in mind those that it did not take.
    func write(_ entries: [TableEntry]) async {
        guard !entries.isEmpty, !hasEnded, let writer else { return }
        do {
            let kernel = try await writer.recall(entries.map(\.service.key))
            settle(entries, failures: try await writer.write(Table(entries), over: kernel).failures)
        } catch {
            failed(error)
        }
    }

    /// Removes services from the kernel, and what is remembered of them. One that would not go stays ours, so that the
    /// next attempt finds it.
    func remove(_ keys: Set<ServiceKey>) async {
        guard let writer, !keys.isEmpty else { return }
        do {
            let failures = try await writer.remove(keys.sorted())
            settleUnreachable()
            let stuck = Set(failures.map(\.step.service))
            forget(keys.subtracting(stuck))
            backlog.unremoved.formUnion(stuck)
            tell(failures)
        } catch  where error == .moduleMissing {
            // They left with the module.
            forget(keys)
        } catch {
            backlog.unremoved.formUnion(keys)
            failed(error)
        }
        retryLater()
    }

    /// Puts somebody else's services back as they were found.
    func restore() async {
        guard let writer, !restoring.isEmpty else { return }
        let entries = Table(Array(restoring.values))
        do {
            let kernel = try await writer.recall(Array(restoring.keys))
            let failures = try await writer.write(entries, over: kernel).failures
            let stuck = Set(failures.map(\.step.service))
            let done = restoring.keys.filter { !stuck.contains($0) }
            await writer.forget(done)
            for key in done {
                restoring[key] = nil
                settleRefusal(key)
            }
            tell(failures)
        } catch {
            failed(error)
        }
        retryLater()
    }

    /// Tells what failed and takes down what does not fail any more.
    func settle(_ written: some Sequence<TableEntry>, failures: [PlanFailure]) {
        settleUnreachable()
        let failed = Set(failures.map(\.step.service))
        if !backlog.isEmpty {
            for entry in written where !failed.contains(entry.service.key) { settleRefusal(entry.service.key) }
        }
        backlog.unwritten.formUnion(failed)
        tell(failures)
        retryLater()
    }

    /// The table could not be read or written: all services are tried again, for they went where IPVS left the kernel.
    func failed(_ error: any Error) {
        let text = "the IPVS table could not be written: \(error)"
        if unreachable != text { events.post(.kernel, "ipvs", to: "unreachable", text, level: .error) }
        unreachable = text
        problems.raise("ipvs_unreachable", at: nil, text, level: .debug)
        backlog.unwritten.formUnion(wanted.keys)
        retryLater()
    }

    /// The kernel holds a service as it should, or nobody wants it any more.
    func settleRefusal(_ key: ServiceKey) {
        if backlog.settle(key) { problems.settle("ipvs_refused", at: "\(key)") }
    }

    private func tell(_ failures: [PlanFailure]) {
        var told: Set<ServiceKey> = []
        for failure in failures {
            let key = failure.step.service
            // A service's first failure is the reason of those after it: without it there is nothing to add servers to.
            guard told.insert(key).inserted else { continue }
            if backlog.refuse(key) {
                events.post(.kernel, "\(key)", to: "refused", "\(failure)", level: .error)
            }
            problems.raise("ipvs_refused", at: "\(key)", "\(failure)", level: .debug)
        }
    }

    private func settleUnreachable() {
        guard unreachable != nil else { return }
        unreachable = nil
        onReturn()
        problems.settle("ipvs_unreachable", at: nil)
        events.post(.kernel, "ipvs", to: "reachable", "the IPVS table can be written again")
    }

    private func retryLater() {
        guard !backlog.isEmpty || !restoring.isEmpty, retry == nil, !hasEnded else { return }
        retry = Task { [weak self] in
            try? await Task.sleep(for: Self.retryInterval)
            guard !Task.isCancelled else { return }
            await self?.writeAgain()
        }
    }

    /// Tries once more what the kernel did not take.
    package func writeAgain() async {
        await takeTurn()
        defer { passTurn() }
        retry = nil
        guard !hasEnded else { return }
        let late = backlog.unremoved.filter { wanted[$0] == nil }
        backlog.unremoved = []
        await remove(late)
        await restore()
        for key in backlog.unwritten where wanted[key] == nil { settleRefusal(key) }
        await write(backlog.unwritten.sorted().compactMap { wanted[$0] })
    }
}
