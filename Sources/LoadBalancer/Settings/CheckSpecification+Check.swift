package import HealthChecker
import ManagementServers
package import NodeConfiguration

extension CheckSpecification {
    /// Every check of a configuration, in the order of the file.
    package static func all(of configuration: Configuration) -> [CheckSpecification] {
        configuration.virtualServers.flatMap(all(of:)) + allOfGroups(in: configuration)
    }

    /// Every check of a management server, in the order of the file.
    package static func allOfGroups(in configuration: Configuration) -> [CheckSpecification] {
        configuration.managementServerGroups.flatMap { group in
            group.servers.flatMap { all(of: $0, in: group) }
        }
    }

    /// Every check of a virtual service, in the order of the file.
    package static func all(of server: VirtualServer) -> [CheckSpecification] {
        guard server.realServers.contains(where: { !$0.checks.isEmpty }) else { return [] }
        let service = ServiceName(server)
        return server.realServers.flatMap { all(of: $0, behind: service) }
    }

    /// Every check of one real server, in the order of the file.
    package static func all(
        of realServer: NodeConfiguration.RealServer, behind service: ServiceName
    ) -> [CheckSpecification] {
        guard !realServer.checks.isEmpty else { return [] }
        return all(realServer.checks, of: realServer.displayName, in: service.description)
    }

    /// Every check of one management server, in the order of the file.
    package static func all(
        of server: NodeConfiguration.ManagementServer, in group: ManagementServerGroup
    ) -> [CheckSpecification] {
        all(
            server.checks, of: ServerAddress(host: server.host, port: server.port).description,
            in: CheckKey.groupPrefix + group.name)
    }

    private static func all(_ checks: [Check], of server: String, in service: String) -> [CheckSpecification] {
        checks.enumerated().map { ordinal, check in
            CheckSpecification(
                key: CheckKey(service: service, realServer: server, ordinal: ordinal),
                kind: CheckKind(check.kind), target: check.target, bindTo: check.bindTo,
                origin: CheckOrigin(
                    port: check.origin.port, interface: check.origin.interface, mark: check.origin.mark),
                timing: CheckTiming(
                    delayLoop: check.delayLoop, connectTimeout: check.connectTimeout,
                    delayBeforeRetry: check.delayBeforeRetry, warmup: check.warmup, retry: check.retry,
                    alpha: check.alpha),
                kept: check.keptConnection.map {
                    KeptConnectionRule(retry: $0.retry, mostFastRemovals: $0.mostFastRemovals)
                },
                logsAllFailures: check.logsAllFailures)
        }
    }
}

extension CheckKey {
    fileprivate static let groupPrefix = "management_server_group "

    /// The management-server group whose server the check looks at; nil for a virtual service's.
    var groupName: String? {
        service.hasPrefix(Self.groupPrefix) ? String(service.dropFirst(Self.groupPrefix.count)) : nil
    }
}

extension CheckKind {
    fileprivate init(_ kind: Check.Kind) {
        switch kind {
        case .tcp: self = .tcp
        case .http(let settings): self = .http(HTTPCheck(settings))
        case .smtp(let heloName): self = .smtp(heloName: heloName)
        case .dns(let settings): self = .dns(DNSQuestion(settings))
        case .udp(let settings): self = .udp(UDPCheck(settings))
        case .ping: self = .ping
        case .script(let settings): self = .script(ScriptCheck(settings))
        case .file(let settings):
            self = .file(
                FileCheck(name: settings.name, weight: settings.weight.value, isReversed: settings.weight.isReversed))
        }
    }
}

extension ScriptCheck {
    init(_ settings: ScriptCheckSettings) {
        let command = settings.command
        self.init(
            words: command.words, user: command.user, group: command.group,
            hasSupplementaryGroups: command.hasSupplementaryGroups, isDynamic: settings.isDynamic)
    }
}

extension DNSQuestion {
    fileprivate init(_ settings: DNSCheckSettings) {
        let type: RecordType =
            switch settings.type {
            case .a: .a
            case .ns: .ns
            case .cname: .cname
            case .soa: .soa
            case .mx: .mx
            case .txt: .txt
            case .aaaa: .aaaa
            case .rrsig: .rrsig
            case .dnskey: .dnskey
            }
        // The configuration takes only names that can be asked for.
        self = DNSQuestion(type, name: settings.name) ?? .root(type)
    }
}

extension UDPCheck {
    fileprivate init(_ settings: UDPCheckSettings) {
        self.init(
            payload: settings.payload, requiresReply: settings.requiresReply,
            reply: settings.reply.map { BytePattern(values: $0.values, masks: $0.masks) }, lengths: settings.lengths)
    }
}

extension HTTPCheck {
    fileprivate init(_ settings: HTTPCheckSettings) {
        self.init(
            urls: settings.urls.map { url in
                HTTPURL(
                    path: url.path, statusCodes: HTTPStatusSet(url.statusCodes), virtualHost: url.virtualHost,
                    digest: url.digest, pattern: url.pattern.map { BodyPattern($0) })
            },
            httpProtocol: HTTPProtocol(settings.httpProtocol), fastRecovery: settings.fastRecovery,
            tls: settings.tls.map {
                TLS(isNamed: $0.isNamed, name: $0.name, isCompliant: $0.isCompliant, isVerified: $0.isVerified)
            })
    }
}

extension BodyPattern {
    init(_ settings: BodyPatternSettings) {
        self.init(
            settings.pattern, options: Set(settings.options.compactMap { Option(rawValue: $0) }),
            leastOffset: settings.leastOffset, mostOffset: settings.mostOffset, isUnwanted: settings.isUnwanted)
    }
}

extension HTTPProtocol {
    fileprivate init(_ version: HTTPCheckSettings.ProtocolVersion) {
        switch version {
        case .http10: self = .http10
        case .http10Close: self = .http10Close
        case .http11: self = .http11
        }
    }
}
