package import Addresses
package import Deadlines

/// A check of a real server, with the values in force: its own, else the real server's, else the virtual server's, else
/// the check type's default. A check of a management server: its own values, else the check type's defaults.
package struct Check: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// `TCP_CHECK`: a connection is accepted.
        case tcp
        /// `HTTP_GET`, `SSL_GET`: every URL answers as it should.
        case http(HTTPCheckSettings)
        /// `SMTP_CHECK`: a mail server greets and answers HELO with this name.
        case smtp(heloName: String)
        /// `DNS_CHECK`: a name server answers a query.
        case dns(DNSCheckSettings)
        /// `UDP_CHECK`: a datagram brings no error, or a reply.
        case udp(UDPCheckSettings)
        /// `PING_CHECK`: an ICMP echo comes back.
        case ping
        /// `MISC_CHECK`: a program ends well.
        case script(ScriptCheckSettings)
        /// `FILE_CHECK`: the number in a file.
        case file(FileCheckSettings)

        /// Whether it goes to a port of the server.
        package var usesPort: Bool {
            switch self {
            case .tcp, .http, .smtp, .dns, .udp: true
            case .ping, .script, .file: false
            }
        }
    }

    package let kind: Kind
    package let target: Endpoint
    /// The address to connect from; nil: the kernel's choice.
    package let bindTo: IPAddress?
    package let origin: ConnectionOrigin
    /// Failures in a row that are forgiven.
    package let retry: Int
    package let delayBeforeRetry: Nanoseconds
    /// How long one attempt may take; a `MISC_CHECK`'s `misc_timeout`.
    package let connectTimeout: Nanoseconds
    package let delayLoop: Nanoseconds
    /// The first run is spread over this time.
    package let warmup: Nanoseconds
    /// Whether the check counts as failed until it first succeeds.
    package let alpha: Bool
    /// `KEEP_OPEN`; nil where no connection is kept.
    package let keptConnection: KeptConnectionSettings?
    /// `log_all_failures`; nil: as `checker_log_all_failures` says.
    package let logsAllFailures: Bool?

    package init(
        kind: Kind, target: Endpoint, bindTo: IPAddress? = nil, origin: ConnectionOrigin = ConnectionOrigin(),
        retry: Int, delayBeforeRetry: Nanoseconds, connectTimeout: Nanoseconds, delayLoop: Nanoseconds,
        warmup: Nanoseconds, alpha: Bool, keptConnection: KeptConnectionSettings? = nil, logsAllFailures: Bool? = nil
    ) {
        self.kind = kind
        self.target = target
        self.bindTo = bindTo
        self.origin = origin
        self.retry = retry
        self.delayBeforeRetry = delayBeforeRetry
        self.connectTimeout = connectTimeout
        self.delayLoop = delayLoop
        self.warmup = warmup
        self.alpha = alpha
        self.keptConnection = keptConnection
        self.logsAllFailures = logsAllFailures
    }
}

/// What an `HTTP_GET` check asks for.
package struct HTTPCheckSettings: Hashable, Sendable {
    package enum ProtocolVersion: String, Hashable, Sendable {
        case http10 = "1.0"
        /// 1.0 with `Connection: close`.
        case http10Close = "1.0C"
        case http11 = "1.1"
    }

    /// At least one, asked in this order.
    package let urls: [HTTPCheckURL]
    package let httpProtocol: ProtocolVersion
    /// Whether a server that is not known to be up is asked its URLs without `delay_loop` between them.
    package let fastRecovery: Bool
    /// `SSL_GET`; nil for `HTTP_GET`.
    package let tls: TLS?

    /// What an `SSL_GET` does beside `HTTP_GET`.
    package struct TLS: Hashable, Sendable {
        /// `enable_sni`, `sni_name`: whether the server is told a name.
        package let isNamed: Bool
        /// `sni_name`; nil: the URL's virtual host.
        package let name: String?
        /// `tls_compliant`: a server that ends without saying so fails.
        package let isCompliant: Bool
        /// `tls_verify`: a server fails whose certificate nobody vouches for, or is for another name.
        package let isVerified: Bool

        package init(isNamed: Bool = false, name: String? = nil, isCompliant: Bool = false, isVerified: Bool = false) {
            self.isNamed = isNamed
            self.name = name
            self.isCompliant = isCompliant
            self.isVerified = isVerified
        }
    }

    package init(
        urls: [HTTPCheckURL], httpProtocol: ProtocolVersion, fastRecovery: Bool = false, tls: TLS? = nil
    ) {
        self.urls = urls
        self.httpProtocol = httpProtocol
        self.fastRecovery = fastRecovery
        self.tls = tls
    }
}

/// One `url` of an `HTTP_GET` check.
package struct HTTPCheckURL: Hashable, Sendable {
    package let path: String
    /// The status codes that count as success, in the order of the file; 200 to 299 where the file gives none.
    package let statusCodes: [ClosedRange<Int>]
    /// The Host header; nil: the target's address and port.
    package let virtualHost: String?
    /// `digest`: the MD5 of the body, 16 bytes; nil where any will do.
    package let digest: [UInt8]?
    /// Nil: any body will do.
    package let pattern: BodyPatternSettings?

    package init(
        path: String, statusCodes: [ClosedRange<Int>], virtualHost: String? = nil, digest: [UInt8]? = nil,
        pattern: BodyPatternSettings? = nil
    ) {
        self.path = path
        self.statusCodes = statusCodes
        self.virtualHost = virtualHost
        self.digest = digest
        self.pattern = pattern
    }
}
