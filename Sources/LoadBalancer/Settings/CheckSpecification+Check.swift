package import HealthChecker
package import IPVSKit
package import NodeConfiguration

extension CheckSpecification {
    /// Every check of a virtual service, in the order of the file.
    package static func all(of server: VirtualServer) -> [CheckSpecification] {
        let service = ServiceKey(server)
        return server.realServers.flatMap { all(of: $0, behind: service) }
    }

    /// Every check of one real server, in the order of the file.
    package static func all(
        of realServer: NodeConfiguration.RealServer, behind service: ServiceKey
    ) -> [CheckSpecification] {
        realServer.checks.enumerated().map { ordinal, check in
            CheckSpecification(
                key: CheckKey(
                    service: service.description, realServer: realServer.displayName, ordinal: ordinal),
                kind: CheckKind(check.kind), target: check.target, bindTo: check.bindTo,
                timing: CheckTiming(
                    delayLoop: check.delayLoop, connectTimeout: check.connectTimeout,
                    delayBeforeRetry: check.delayBeforeRetry, warmup: check.warmup, retry: check.retry,
                    alpha: check.alpha))
        }
    }
}

extension CheckKind {
    fileprivate init(_ kind: Check.Kind) {
        switch kind {
        case .tcp: self = .tcp
        case .http(let settings): self = .http(HTTPCheck(settings))
        }
    }
}

extension HTTPCheck {
    fileprivate init(_ settings: HTTPCheckSettings) {
        self.init(
            urls: settings.urls.map { url in
                HTTPURL(
                    path: url.path, statusCodes: HTTPStatusSet(url.statusCodes), virtualHost: url.virtualHost)
            },
            httpProtocol: HTTPProtocol(settings.httpProtocol))
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
