/// What a check does.
package enum CheckKind: Hashable, Sendable {
    /// `TCP_CHECK`: a connection can be made.
    case tcp
    /// `HTTP_GET`: every URL answers with an expected status.
    case http(HTTPCheck)

    /// How many attempts make one full round: one, or one for each URL.
    package var stepCount: Int {
        switch self {
        case .tcp: 1
        case .http(let check): max(check.urls.count, 1)
        }
    }
}

extension CheckKind: CustomStringConvertible {
    /// keepalived's keyword.
    package var description: String {
        switch self {
        case .tcp: "TCP_CHECK"
        case .http: "HTTP_GET"
        }
    }
}
