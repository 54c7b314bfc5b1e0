package import Addresses

extension CheckKind {
    /// What one attempt says and hears; nil for checks that are no conversation, and where it takes more than reading:
    /// TLS and the work on bodies are for threads that other checks do not wait for.
    ///
    /// - Parameters:
    ///   - step: which URL is asked, for checks that have them
    ///   - target: where it is held
    ///   - chance: a number that nobody can guess, another one for each attempt; drawn only where one is needed
    package func conversation(step: Int, with target: Endpoint, chance: @autoclosure () -> UInt64) -> (
        any CheckConversation
    )? {
        switch self {
        case .tcp, .script, .file: return nil
        case .http(let check):
            guard check.tls == nil, check.urls.indices.contains(step) else { return nil }
            let url = check.urls[step]
            guard url.digest == nil, url.pattern == nil else { return nil }
            return HTTPConversation(url, check.httpProtocol, target: target)
        case .smtp(let heloName): return SMTPConversation(heloName: heloName)
        case .dns(let question): return DNSConversation(question, id: UInt16(truncatingIfNeeded: chance()))
        case .udp(let check):
            let chance = chance()
            let drawn = (0..<8).map { UInt8(truncatingIfNeeded: chance >> (8 * $0)) }
            return UDPConversation(check, payload: check.payload ?? drawn)
        case .ping:
            let chance = chance()
            return PingConversation(
                isIPv6: target.address.family == .ipv6, id: UInt16(truncatingIfNeeded: chance),
                sequence: UInt16(truncatingIfNeeded: chance >> 16))
        }
    }
}
