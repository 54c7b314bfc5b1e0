package import Addresses

/// The bytes of one `HTTP_GET` request, as keepalived sends them.
package struct HTTPRequest: Hashable, Sendable {
    /// What servers know keepalived's checks by and leave out of their logs.
    package static let userAgent = "KeepAliveClient"

    package let bytes: [UInt8]

    /// - Parameter target: stands in the Host header, with its port, where the URL names no virtual host.
    package init(_ url: HTTPURL, _ httpProtocol: HTTPProtocol, target: Endpoint) {
        let host = url.virtualHost.map(Self.onOneLine) ?? target.description
        var lines = ["GET \(Self.onOneLine(url.path)) \(httpProtocol.versionText)", "User-Agent: \(Self.userAgent)"]
        if httpProtocol != .http10 { lines.append("Connection: close") }
        lines.append("Host: \(host)")
        bytes = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    /// Percent-encodes what would end a word or a line of the request.
    private static func onOneLine(_ text: String) -> String {
        guard text.utf8.contains(where: breaksLine) else { return text }
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            if breaksLine(byte) {
                encoded.append(UInt8(ascii: "%"))
                encoded.append(hexDigit(byte >> 4))
                encoded.append(hexDigit(byte & 0xF))
            } else {
                encoded.append(byte)
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static func breaksLine(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == 0x7F
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}

extension HTTPProtocol {
    fileprivate var versionText: String {
        switch self {
        case .http10, .http10Close: "HTTP/1.0"
        case .http11: "HTTP/1.1"
        }
    }
}
