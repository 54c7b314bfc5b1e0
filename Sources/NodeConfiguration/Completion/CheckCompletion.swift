import Addresses
import Deadlines

/// What holds where neither the check nor a block around it says anything.
enum CheckDefaults {
    static let retry = 1
    static let connectTimeout = Nanoseconds.seconds(5)
    static let delayLoop = Nanoseconds.seconds(60)

    static func delayBeforeRetry(_ kind: CheckDraft.Kind) -> Nanoseconds {
        switch kind {
        case .tcp: .seconds(1)
        case .http: .seconds(3)
        }
    }
}

extension CheckDraft {
    /// The check with what it inherits; nil where something in it is in error.
    func completed(
        _ outer: CheckTimingDraft, _ outerHost: Setting<String>, server: Endpoint, _ context: inout ReadingContext
    ) -> Check? {
        let timing = timing.inheriting(from: outer)
        let target = Endpoint(
            connectAddress.value ?? server.address, port: connectPort.value ?? server.port)
        if target.port == 0 {
            context.warning("this check has no port and cannot succeed: set 'connect_port'", at: position)
        }
        if let bindTo = bindTo.value, bindTo.family != target.address.family, let place = self.bindTo.position {
            context.error("'bindto' is not of the family of the check's target \(target.address)", at: place)
        }
        guard let kind = completedKind(outerHost, &context) else { return nil }
        let delayLoop = timing.delayLoop.value ?? CheckDefaults.delayLoop
        return Check(
            kind: kind, target: target, bindTo: bindTo.value, retry: timing.retry.value ?? CheckDefaults.retry,
            delayBeforeRetry: timing.delayBeforeRetry.value ?? CheckDefaults.delayBeforeRetry(self.kind),
            connectTimeout: timing.connectTimeout.value ?? CheckDefaults.connectTimeout, delayLoop: delayLoop,
            warmup: timing.warmup.value ?? delayLoop, alpha: timing.alpha.value ?? false)
    }

    private func completedKind(_ outerHost: Setting<String>, _ context: inout ReadingContext) -> Check.Kind? {
        guard kind == .http else { return .tcp }
        if urls.isEmpty { context.error("'HTTP_GET' needs a 'url' block", at: position) }
        let host = virtualHost.or(outerHost)
        let completed = urls.compactMap { url -> HTTPCheckURL? in
            if !url.path.isGiven { context.error("'url' needs a 'path'", at: url.position) }
            return url.path.value.map { path in
                HTTPCheckURL(
                    path: path, statusCodes: url.statusCodes.isEmpty ? [200...299] : url.statusCodes,
                    virtualHost: url.virtualHost.or(host).value)
            }
        }
        guard !completed.isEmpty else { return nil }
        return .http(HTTPCheckSettings(urls: completed, httpProtocol: httpProtocol.value ?? .http10))
    }
}
