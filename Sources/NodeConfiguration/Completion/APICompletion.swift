import Addresses

extension APIDraft {
    /// The block, checked; nil where it cannot be.
    func completed(_ context: inout ReadingContext) -> NetworkAPI? {
        var isSound = true
        func refuse(_ message: String, at place: SourceOffset) {
            context.error(message, at: place)
            isSound = false
        }
        if listens.isEmpty { refuse("'api' needs 'listen': an address and a port", at: position) }
        if !tokenFile.isGiven {
            refuse("'api' needs 'token_file': who has none of its tokens is refused", at: position)
        }
        if certificate.isGiven != key.isGiven {
            refuse("'certificate' and 'key' belong together", at: certificate.position ?? key.position ?? position)
        }
        var seen: Set<Endpoint> = []
        for listen in listens {
            if !certificate.isGiven, !listen.endpoint.address.isLoopback {
                refuse(
                    "plain HTTP is for loopback alone: 'listen \(listen.endpoint.address)' needs 'certificate' and 'key'",
                    at: listen.position)
            }
            if !seen.insert(listen.endpoint).inserted {
                refuse("'api' listens on \(listen.endpoint) already", at: listen.position)
            }
        }
        guard isSound, let tokens = tokenFile.value else { return nil }
        var identity: NetworkAPI.Identity?
        if certificate.isGiven {
            guard let certificate = certificate.value, let key = key.value else { return nil }
            identity = NetworkAPI.Identity(certificate: certificate, key: key)
        }
        return NetworkAPI(
            listens: listens.map(\.endpoint), identity: identity, tokenFile: tokens, serverNames: serverNames,
            position: context.position(of: position))
    }
}
