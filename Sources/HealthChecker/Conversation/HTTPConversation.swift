package import Addresses

/// One URL of an `HTTP_GET`: a request, and what its answer comes to. Whether a body matches a pattern is not its
/// matter: it passes what else is as expected, and keeps the body.
package struct HTTPConversation: CheckConversation {
    private let url: HTTPURL
    private let request: HTTPRequest
    private var reader: HTTPResponseReader

    /// - Parameter target: stands in the request where the URL names no virtual host.
    package init(_ url: HTTPURL, _ httpProtocol: HTTPProtocol, target: Endpoint) {
        self.url = url
        request = HTTPRequest(url, httpProtocol, target: target)
        reader = HTTPResponseReader(hashesBody: url.digest != nil, keepsBody: url.pattern != nil)
    }

    package var carrier: ConversationCarrier { .tcp }

    /// The answer's body so far, where it is kept for a pattern.
    package var body: [UInt8] { reader.body }

    package mutating func begin() -> ConversationStep { .continue(request.bytes) }

    package mutating func hear(_ bytes: ArraySlice<UInt8>) -> ConversationStep { hear(bytes.span) }

    /// As for a slice.
    package mutating func hear(_ bytes: Span<UInt8>) -> ConversationStep {
        do {
            try reader.read(bytes)
        } catch {
            return .finish(.failed(error.description))
        }
        return reader.phase == .complete ? .finish(ended()) : .listen
    }

    package func ended() -> CheckResult { reader.judge(expecting: url.statusCodes, digest: url.digest) }

    package func timedOut(after timeout: String) -> CheckResult {
        switch (reader.hasBegun, reader.status) {
        case (false, _): .failed("connected, but no answer within \(timeout)")
        case (true, nil): .failed("no complete status line within \(timeout)")
        case (true, .some(let status)): .failed("no complete answer within \(timeout), status \(status)")
        }
    }
}
