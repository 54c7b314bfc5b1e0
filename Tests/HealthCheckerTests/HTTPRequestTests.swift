import Addresses
import HealthChecker
import Testing

@Suite("The request of an HTTP check")
struct HTTPRequestTests {
    private let target = Endpoint(IPAddress.v4(IPv4Address("10.0.0.1") ?? .any), port: 8080)

    private func text(_ url: HTTPURL, _ httpProtocol: HTTPProtocol, _ target: Endpoint) -> String {
        String(decoding: HTTPRequest(url, httpProtocol, target: target).bytes, as: UTF8.self)
    }

    @Test("keepalived 3.7: without a virtual host the Host header names address and port")
    func hostWithPort() {
        #expect(
            text(HTTPURL(path: "/health?a=b"), .http10, target)
                == "GET /health?a=b HTTP/1.0\r\nUser-Agent: KeepAliveClient\r\nHost: 10.0.0.1:8080\r\n\r\n")
        let six = Endpoint(IPAddress.v6(IPv6Address("2001:db8::1") ?? .any), port: 80)
        #expect(text(HTTPURL(path: "/"), .http10, six).hasSuffix("Host: [2001:db8::1]:80\r\n\r\n"))
    }

    @Test("keepalived 3.7: a virtual host stands without a port")
    func virtualHost() {
        #expect(
            text(HTTPURL(path: "/", virtualHost: "www.example.org"), .http10, target)
                .hasSuffix("Host: www.example.org\r\n\r\n"))
    }

    @Test("1.0C and 1.1 ask for the connection to be closed, 1.0 has no need to")
    func protocols() {
        let url = HTTPURL(path: "/")
        #expect(!text(url, .http10, target).contains("Connection"))
        #expect(text(url, .http10Close, target).hasPrefix("GET / HTTP/1.0\r\n"))
        #expect(text(url, .http10Close, target).contains("\r\nConnection: close\r\n"))
        #expect(text(url, .http11, target).hasPrefix("GET / HTTP/1.1\r\n"))
        #expect(text(url, .http11, target).contains("\r\nConnection: close\r\n"))
    }

    @Test("blanks and line ends in a path or host cannot add a header")
    func noInjection() {
        let url = HTTPURL(path: "/a b\r\nX: 1\u{7F}", virtualHost: "h\r\nY: 2")
        #expect(
            text(url, .http10, target)
                == "GET /a%20b%0D%0AX:%201%7F HTTP/1.0\r\nUser-Agent: KeepAliveClient\r\nHost: h%0D%0AY:%202\r\n\r\n")
    }
}
