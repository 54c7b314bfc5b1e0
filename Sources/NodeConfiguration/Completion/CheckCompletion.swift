import Addresses
import Deadlines

/// What holds where neither the check nor a block around it says anything.
enum CheckDefaults {
    static let heloName = "smtpchecker.keepalived.org"
    static let longestReply = 255

    /// One process or host that dies takes a server or a few of a service with it; more look like a fault of ours.
    static let mostFastRemovals = 3

    static func retry(_ kind: CheckDraft.Kind) -> Int {
        switch kind {
        case .tcp, .http, .ssl, .smtp, .udp, .ping: 1
        case .dns: 3
        case .script, .file: 0
        }
    }

    static let connectTimeout = Nanoseconds.seconds(5)
    static let delayLoop = Nanoseconds.seconds(60)

    static func delayBeforeRetry(_ kind: CheckDraft.Kind, delayLoop: Nanoseconds) -> Nanoseconds {
        switch kind {
        case .tcp, .smtp, .udp, .ping, .script, .file: .seconds(1)
        case .http, .ssl: .seconds(3)
        case .dns: delayLoop
        }
    }
}

extension CheckDraft {
    /// The check with what it inherits; nil where something in it is in error.
    ///
    /// - Parameter serviceLoop: the service's own `delay_loop`; nil where there is no service.
    func completed(
        _ outer: CheckTimingDraft, _ outerHost: Setting<String>, server: Endpoint, serviceLoop: Nanoseconds?,
        _ context: inout ReadingContext
    ) -> Check? {
        let timing = timing.inheriting(from: outer)
        let target = Endpoint(
            connectAddress.value ?? server.address, port: connectPort.value ?? server.port)
        if let bindTo = bindTo.value, bindTo.family != target.address.family, let place = self.bindTo.position {
            context.error("'bindto' is not of the family of the check's target \(target.address)", at: place)
        }
        if !bindInterface.isGiven, connects, case .v6(let address) = target.address, address.isLinkLocal {
            context.error(
                "\(target.address) is link-local, and no host but one on the same link has it: set 'bind_if'",
                at: connectAddress.position ?? position)
        }
        guard let kind = completedKind(outerHost, &context) else { return nil }
        guard target.port != 0 || !kind.usesPort else {
            context.error(
                "this check has no port to go to: set 'connect_port', or the port of its 'real_server';"
                    + " keepalived would send it to port 0, where nothing answers", at: position)
            return nil
        }
        if self.kind == .file { return Check(of: kind, server: server.address) }
        let delayLoop = timing.delayLoop.value ?? CheckDefaults.delayLoop
        let retry = timing.retry.value ?? CheckDefaults.retry(self.kind)
        return Check(
            kind: kind, target: connects ? target : Endpoint(server.address, port: 0), bindTo: bindTo.value,
            origin: ConnectionOrigin(
                port: bindPort.value ?? 0, interface: bindInterface.value, mark: mark.value ?? 0),
            retry: retry,
            delayBeforeRetry: timing.delayBeforeRetry.value
                ?? CheckDefaults.delayBeforeRetry(self.kind, delayLoop: delayLoop),
            connectTimeout: timeLimit(timing, serviceLoop: serviceLoop ?? delayLoop), delayLoop: delayLoop,
            warmup: timing.warmup.value ?? delayLoop, alpha: timing.alpha.value ?? false,
            keptConnection: keepOpen.value.map { kept in
                KeptConnectionSettings(
                    retry: kept.retry.value ?? retry,
                    mostFastRemovals: kept.mostFastRemovals.value ?? CheckDefaults.mostFastRemovals)
            },
            logsAllFailures: logsAllFailures.value)
    }

    private var connects: Bool { kind != .script && kind != .file }

    private func timeLimit(_ timing: CheckTimingDraft, serviceLoop: Nanoseconds) -> Nanoseconds {
        guard kind == .script else { return timing.connectTimeout.value ?? CheckDefaults.connectTimeout }
        // As in keepalived 0 is as good as none.
        guard let seconds = scriptTimeout.value, seconds > 0 else { return serviceLoop }
        return .seconds(Int64(seconds))
    }

    private func completedKind(_ outerHost: Setting<String>, _ context: inout ReadingContext) -> Check.Kind? {
        switch kind {
        case .tcp: .tcp
        case .http, .ssl: completedHTTP(outerHost, &context)
        case .smtp: .smtp(heloName: heloName.value ?? CheckDefaults.heloName)
        case .dns: .dns(DNSCheckSettings(type: recordType.value ?? .soa, name: domainName.value ?? "."))
        case .udp: completedUDP(&context)
        case .ping: .ping
        case .script: completedScript(&context)
        case .file: completedFile(&context)
        }
    }

    private func completedUDP(_ context: inout ReadingContext) -> Check.Kind? {
        let (least, most) = (leastReply.value ?? 0, mostReply.value ?? CheckDefaults.longestReply)
        guard least <= most else {
            context.error(
                "no reply has at least \(least) bytes and at most \(most)",
                at: leastReply.position ?? mostReply.position ?? position)
            return nil
        }
        return .udp(
            UDPCheckSettings(
                payload: payload.value?.values, requiresReply: requiresReply.value ?? false, reply: reply.value,
                lengths: least...most))
    }

    private func completedHTTP(_ outerHost: Setting<String>, _ context: inout ReadingContext) -> Check.Kind? {
        if urls.isEmpty {
            context.error("'\(kind == .ssl ? "SSL_GET" : "HTTP_GET")' needs a 'url' block", at: position)
        }
        let host = virtualHost.or(outerHost)
        let completed = urls.compactMap { url -> HTTPCheckURL? in
            if !url.path.isGiven { context.error("'url' needs a 'path'", at: url.position) }
            let pattern = url.body.completed(&context)
            return url.path.value.map { path in
                HTTPCheckURL(
                    path: path, statusCodes: url.statusCodes.isEmpty ? [200...299] : url.statusCodes,
                    virtualHost: url.virtualHost.or(host).value, digest: url.digest.value,
                    pattern: pattern)
            }
        }
        guard !completed.isEmpty else { return nil }
        return .http(
            HTTPCheckSettings(
                urls: completed, httpProtocol: httpProtocol.value ?? .http10,
                fastRecovery: fastRecovery.value ?? false, tls: tls))
    }

    private var tls: HTTPCheckSettings.TLS? {
        guard kind == .ssl else { return nil }
        return HTTPCheckSettings.TLS(
            // A name says that it is to be told.
            isNamed: enablesSNI.value ?? sniName.isGiven, name: sniName.value,
            isCompliant: isTLSCompliant.value ?? false, isVerified: verifiesTLS.value ?? false)
    }
}

extension Check {
    /// A check without a time and without a connection: what is inherited means nothing to it, `alpha` included.
    fileprivate init(of kind: Kind, server: IPAddress) {
        self.init(
            kind: kind, target: Endpoint(server, port: 0), retry: 0, delayBeforeRetry: .zero, connectTimeout: .zero,
            delayLoop: CheckDefaults.delayLoop, warmup: .zero, alpha: false)
    }
}
