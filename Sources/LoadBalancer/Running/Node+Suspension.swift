import ControlMessages
import HealthProbes
import Logging
import NodeConfiguration
import SystemWatch

/// Checks of services whose address is elsewhere (`ha_suspend`).
extension Node {
    /// Begins to take in which addresses this host has.
    func followAddresses() {
        let facts = addressFacts
        suspensionTask = Task { [weak self] in
            await facts.forEachBatch { await self?.take(addresses: $0.flatMap(\.self)) }
        }
    }

    /// Watches the addresses of the services that pause without them, before their checks begin.
    func configureSuspension(_ configuration: Configuration) {
        suspension.configure(configuration.virtualServers)
        var list = WatchList()
        list.addresses = suspension.addresses
        addressWatch.configure(list)
        applySuspension()
    }

    private func take(addresses facts: [WatchedFact]) {
        for fact in facts {
            switch fact {
            case .present(let addresses, let asked): suspension.note(present: addresses, of: asked)
            case .lost: suspension.forget()
            case .number, .changed, .running, .interface, .unreadable: break
            }
        }
        applySuspension()
    }

    private func applySuspension() {
        let now = suspension.suspended
        for name in now.subtracting(suspendedServices).sorted() {
            events.post(.service, name, to: "checks paused", "its address is not on this host", level: .info)
        }
        for name in suspendedServices.subtracting(now).sorted() {
            events.post(.service, name, from: "checks paused", to: "checks run", "its address is here", level: .info)
        }
        suspendedServices = now
        checks?.suspend(now)
    }
}
