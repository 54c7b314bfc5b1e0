import Addresses
import Deadlines

extension RealServerDraft {
    /// The real server with what it inherits from its service.
    func completed(
        in service: VirtualServerDraft, _ method: Forwarding, port: UInt16, _ context: inout ReadingContext
    ) -> RealServer {
        let upper = upperThreshold.value ?? 0
        var lower = lowerThreshold.value ?? 0
        if lower > upper, let position = lowerThreshold.position {
            context.warning("'lthreshold' is more than 'uthreshold' and has no effect", at: position)
            lower = 0
        }
        let timing = timing.inheriting(from: service.timing)
        // A port that the method cannot use is still where the server's checks connect to.
        let checkPort = self.port ?? (port == 0 ? service.servicePort ?? 0 : port)
        let host = virtualHost.or(service.virtualHost)
        let serviceLoop = service.timing.delayLoop.value ?? CheckDefaults.delayLoop
        var completed: [Check] = []
        // By their places: drafts are large, and a look at one is no copy then.
        for place in checks.indices {
            let check = checks[place].completed(
                timing, host, server: Endpoint(address, port: checkPort), serviceLoop: serviceLoop, &context)
            if let check { completed.append(check) }
        }
        var server = RealServer(
            address: address, port: port, weight: weight.or(service.weight).value ?? 1, method: method,
            upperThreshold: upper, lowerThreshold: lower,
            inhibitOnFailure: inhibitOnFailure.or(service.inhibitOnFailure).value ?? false, checks: completed)
        server.scripts = completedScripts
        server.sendsMail = alerts.value
        return server
    }
}
