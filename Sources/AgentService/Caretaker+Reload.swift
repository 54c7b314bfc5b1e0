import Logging
import ManagedAgent
import NodeConfiguration
import Polling

/// Going on by another file.
extension Caretaker {
    /// Notes why a file is not in force.
    func refuseReload(_ reason: String) {
        note(.reload, "the file is not reloaded, and the settings before it stay in force: \(reason)")
    }

    /// Takes other settings over. The list stays until a load balancer says otherwise, and so does what is known of load
    /// balancers that stay.
    func reload(_ reload: AgentReload) {
        let old = configuration
        let new = reload.configuration
        configuration = new
        note(.reload, reload.notice)
        let isSameAgent = (old.group, old.agent, old.zone) == (new.group, new.agent, new.zone)
        let former = new.loadBalancers.map { isSameAgent ? old.loadBalancers.firstIndex(of: $0) : nil }
        book.rearrange(former)
        links = former.map { $0.map { links[$0] } ?? LinkState() }
        if new.propertiesFile != old.propertiesFile {
            file = AgentPropertiesFile(path: new.propertiesFile)
            found = nil
            // Who wrote what is known of the other file alone.
            authorship = FileAuthorship()
            state.written = nil
            save()
        }
        check.change(Self.checkSettings(of: new), at: MonotonicClock.now, using: &chance)
        logger.notice(
            "the file is reloaded", metadata: ["load_balancers": "\(new.loadBalancers.count)", "group": "\(new.group)"])
        look()
    }
}
