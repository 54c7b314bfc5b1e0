/// The protocol version of a request (`http_protocol`).
package enum HTTPProtocol: String, Hashable, Sendable, CaseIterable {
    /// HTTP/1.0, the default.
    case http10 = "1.0"
    /// HTTP/1.0 with `Connection: close`.
    case http10Close = "1.0C"
    /// HTTP/1.1 with `Connection: close`.
    case http11 = "1.1"
}
