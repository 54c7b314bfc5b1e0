/// How one attempt ended, each with a text for people.
package enum CheckResult: Hashable, Sendable {
    /// The server answered as expected.
    case passed(String)
    /// The server answered as expected, and its weight changes.
    case weighed(String, DynamicWeight)
    /// It did not: `no answer within 5 s`, `status 503, expected 200-299`.
    case failed(String)
    /// As failed, and nobody is there to answer: the connection was refused or reset.
    case refused(String)
    /// The attempt could not be made (no descriptor, no port left): it says nothing about the server.
    case local(String)

    package var text: String {
        switch self {
        case .passed(let text), .weighed(let text, _), .failed(let text), .refused(let text), .local(let text): text
        }
    }

    /// With the URL in front, since a check may ask several.
    package func on(_ url: HTTPURL) -> CheckResult {
        let text = "GET \(url.path): \(text)"
        return switch self {
        case .passed: .passed(text)
        case .weighed(_, let weight): .weighed(text, weight)
        case .failed: .failed(text)
        case .refused: .refused(text)
        case .local: .local(text)
        }
    }

    /// What the server's weight becomes by it; nil: the configured one.
    package var weight: DynamicWeight? {
        if case .weighed(_, let weight) = self { weight } else { nil }
    }

    /// Whether it speaks against the server.
    package var isBad: Bool {
        switch self {
        case .failed, .refused: true
        case .passed, .weighed, .local: false
        }
    }

    /// Whether it speaks for the server.
    package var isGood: Bool {
        switch self {
        case .passed, .weighed: true
        case .failed, .refused, .local: false
        }
    }
}
