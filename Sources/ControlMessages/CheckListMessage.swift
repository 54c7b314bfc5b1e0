/// `GET /v1/checks`: every health check.
package struct CheckListMessage: Codable, Hashable, Sendable {
    package var asOf: Timestamp
    package var checks: [CheckEntry]

    package init(asOf: Timestamp, checks: [CheckEntry]) {
        self.asOf = asOf
        self.checks = checks
    }

    private enum CodingKeys: String, CodingKey {
        case asOf = "as_of"
        case checks
    }
}

/// One health check of one real server.
package struct CheckEntry: Codable, Hashable, Sendable {
    /// Such as `TCP 192.0.2.1:80`.
    package var service: String
    /// Such as `10.0.0.1:8080`.
    package var realServer: String
    /// The configuration's keyword: `TCP_CHECK`, `HTTP_GET`, ….
    package var type: String
    /// Where the check connects to.
    package var target: String
    package var state: CheckStateText
    /// Null before the first result.
    @ExplicitNull package var last: CheckResultEntry?
    /// Failures in a row that have not yet counted; 0 in normal operation.
    package var attempt: Int
    /// How many failures may be retried.
    package var retries: Int
    /// Null while the check runs.
    @ExplicitNull package var nextAt: Timestamp?
    /// The idle connection that is kept beside the check (`KEEP_OPEN`); null where none is to be.
    @ExplicitNull package var keptConnection: KeptConnectionText?

    package init(
        service: String, realServer: String, type: String, target: String, state: CheckStateText,
        last: CheckResultEntry?, attempt: Int, retries: Int, nextAt: Timestamp?,
        keptConnection: KeptConnectionText? = nil
    ) {
        self.service = service
        self.realServer = realServer
        self.type = type
        self.target = target
        self.state = state
        self.last = last
        self.attempt = attempt
        self.retries = retries
        self.nextAt = nextAt
        self.keptConnection = keptConnection
    }

    private enum CodingKeys: String, CodingKey {
        case service
        case realServer = "real_server"
        case type, target, state, last, attempt, retries
        case nextAt = "next_at"
        case keptConnection = "kept_connection"
    }
}

/// What has become of the connection that is kept beside a check.
package enum KeptConnectionText: String, Codable, Sendable {
    case open, closed
    /// The server closes idle connections, so none is kept any more.
    case leftInPeace = "left_in_peace"
}

/// What a check says.
package enum CheckStateText: String, Codable, Sendable {
    case up, down, unknown
}

/// How one run of a check ended.
package struct CheckResultEntry: Codable, Hashable, Sendable {
    package var at: Timestamp
    /// Seconds.
    package var duration: Double
    /// Such as `connected` or `connection refused`.
    package var result: String

    package init(at: Timestamp, duration: Double, result: String) {
        self.at = at
        self.duration = duration
        self.result = result
    }
}
