package import ControlMessages
package import IPVSKit

// Services that are not in our file are left alone until somebody decides about them.
extension ServicePools {
    private static let mostNames = 5

    /// Keeps services that the kernel holds and no file has as they are now: they are audited, remembered, and removed
    /// at a clean stop, until the file has them or somebody purges them.
    ///
    /// - Parameter keys: nil: all that are not ours.
    /// - Returns: the services adopted now.
    package func adopt(_ keys: [ServiceKey]?) async throws(ControlError) -> [ServiceKey] {
        await takeTurn()
        defer { passTurn() }
        let kernel = try await readKernel(keys)
        let entries = try chosen(keys, in: kernel, besides: wanted.keys).compactMap { kernel[$0] }
        for entry in entries where !entry.canBeSaved {
            throw ControlError(
                status: 409, code: "not_adoptable",
                message: "\(entry.service.key) has what ipvsadm's save format cannot say, and so cannot be remembered")
        }
        adopt(entries)
        for entry in entries {
            events.post(
                .service, "\(entry.service.key)", from: "foreign", to: "adopted",
                "by an operator; it stays as it is, with \(entry.realServers.count) real servers")
        }
        return entries.map(\.service.key)
    }

    /// Removes services that are not in our file from the kernel, adopted ones included.
    ///
    /// - Parameter keys: nil: all that are not ours.
    /// - Returns: the services that are gone.
    package func purge(_ keys: [ServiceKey]?) async throws(ControlError) -> [ServiceKey] {
        await takeTurn()
        defer { passTurn() }
        let found = try chosen(keys, in: try await readKernel(keys), besides: places.keys)
        let failures: [PlanFailure]
        do {
            failures = try await openWriter().remove(found)
        } catch {
            throw ControlError(status: 503, code: "ipvs_unreachable", message: "\(error)")
        }
        let refused = Set(failures.map(\.step.service))
        let gone = found.filter { !refused.contains($0) }
        for key in gone {
            events.post(
                .service, "\(key)", from: memory.adopted[key] == nil ? "foreign" : "adopted", to: "removed",
                "purged by an operator")
        }
        forget(gone)
        if let failure = failures.first {
            throw ControlError(status: 500, code: "ipvs_refused", message: "\(failure)")
        }
        return gone
    }

    /// Says once what a start found beside our services.
    func tellForeign(_ keys: [ServiceKey]) {
        guard !keys.isEmpty else { return }
        let names = keys.prefix(Self.mostNames).map(\.description).joined(separator: ", ")
        let more = keys.count > Self.mostNames ? " and \(keys.count - Self.mostNames) more" : ""
        events.post(
            .service, "ipvs", to: "foreign",
            "not in the file and left alone: \(names)\(more); decide with swiftlvsctl services adopt or purge")
    }

    private func readKernel(_ keys: [ServiceKey]?) async throws(ControlError) -> Table {
        guard !hasEnded else {
            throw ControlError(status: 409, code: "stopping", message: "the daemon is stopping")
        }
        guard !isChanging else {
            throw ControlError(status: 409, code: "reloading", message: "a reload is under way; ask again after it")
        }
        do {
            let writer = try openWriter()
            guard let keys else { return try await writer.read().kernel }
            return try await writer.read(keys).kernel
        } catch {
            throw ControlError(status: 503, code: "ipvs_unreachable", message: "\(error)")
        }
    }

    /// The services that are meant, all or none of them.
    ///
    /// - Parameter known: which are not, where all are asked for.
    private func chosen(
        _ keys: [ServiceKey]?, in kernel: Table, besides known: some Collection<ServiceKey>
    ) throws(ControlError) -> [ServiceKey] {
        guard let keys else {
            let known = Set(known)
            return kernel.entries.map(\.service.key).filter { !known.contains($0) }
        }
        for key in keys {
            guard places[key] == nil else {
                throw ControlError(
                    status: 409, code: "configured", message: "\(key) is in the configuration; it is ours already")
            }
            guard kernel[key] != nil || memory.adopted[key] != nil else {
                throw .notFound("the kernel has no virtual service \(key)")
            }
        }
        return keys
    }
}

extension TableEntry {
    /// Whether the memory of services keeps it as it is.
    fileprivate var canBeSaved: Bool {
        let table = Table([self])
        return (try? SaveFormat.table(SaveFormat.text(table))) == table
    }
}
