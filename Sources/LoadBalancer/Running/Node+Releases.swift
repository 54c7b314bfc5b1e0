package import ControlMessages
import Logging
import NodeConfiguration
import VRRPEngine
import VRRPTransport

/// Instances that operators take out of the election and put back.
extension Node {
    /// Takes an instance's addresses off and the instance out of the election, until `hold`.
    ///
    /// - Parameter person: who wants it, on one line without tabs.
    package func release(_ name: String, by person: String) async throws(ControlError) -> VRRPReleaseMessage {
        guard try canRun(name) else { throw unknown(name) }
        if releases.release(name, ReleasedInstances.Release(at: WallClock.now, by: person)) {
            saveReleases()
            events.post(.vrrp, name, "released by \(person)")
            raiseRelease(of: name)
        }
        // The thread knows every configured instance unless it is stopping or not there yet; then it is told later.
        try? await vrrp?.release(name)
        return await releaseAnswer(name)
    }

    /// Lets an instance that was released take part again. Without effect on one that was not.
    package func hold(_ name: String, by person: String) async throws(ControlError) -> VRRPReleaseMessage {
        let isThere = try canRun(name)
        let wasReleased = releases.hold(name)
        guard isThere || wasReleased else { throw unknown(name) }
        if wasReleased {
            saveReleases()
            events.post(.vrrp, name, "no longer released, by \(person)")
        }
        problems.settle("released", at: name.problemPlace)
        try? await vrrp?.hold(name)
        return await releaseAnswer(name)
    }

    /// Tells the VRRP thread, which knows the instances now and has not let any leave INIT, what is released.
    func repeatReleases() async {
        for name in releases.names where releases.contains(name) { try? await vrrp?.release(name) }
    }

    /// Follows instances that a reload gave other names.
    func renameReleases(_ renamed: [String: String]) {
        guard releases.names.contains(where: { renamed[$0] != nil }) else { return }
        releases.rename(renamed)
        saveReleases()
        raiseReleases()
    }

    func raiseReleases() {
        for name in releases.names { raiseRelease(of: name) }
    }

    private func raiseRelease(of name: String) {
        guard let explanation = releases.explanation(of: name) else { return }
        problems.raise("released", at: name.problemPlace, explanation)
    }

    private func saveReleases() {
        do {
            try releases.write(to: settings.runtimeDirectory)
        } catch {
            logger.error("a restart will not know what is released: \(error)")
        }
    }

    /// Whether there is such an instance; throws where it cannot be in any election.
    private func canRun(_ name: String) throws(ControlError) -> Bool {
        guard !isStopping else {
            throw ControlError(status: 409, code: "stopping", message: "the daemon is stopping")
        }
        guard let instance = configuration.vrrpInstances.first(where: { $0.name == name }) else { return false }
        if let refusal = instance.refusal {
            throw ControlError(status: 409, code: "vrrp_refused", message: "\(name) does not run: \(refusal)")
        }
        return true
    }

    private func unknown(_ name: String) -> ControlError {
        .notFound("there is no VRRP instance \"\(name)\"")
    }

    private func releaseAnswer(_ name: String) async -> VRRPReleaseMessage {
        let router = await vrrp?.snapshot().first { $0.settings.name == name }
        return VRRPReleaseMessage(
            asOf: WallClock.now, instance: name, released: releases.contains(name),
            state: router.map { VRRPStateText($0.state) }, reason: router?.faultReason,
            syncGroup: router?.settings.syncGroup)
    }
}
