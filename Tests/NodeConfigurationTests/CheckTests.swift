import Addresses
import Deadlines
import NodeConfiguration
import Testing

@Suite("Checks")
struct CheckTests {
    private func checks(_ service: String, _ server: String, header: String = "10.0.0.1 8080") throws -> [Check] {
        let text = NodeConfigurationTests.service(service, servers: "real_server \(header) {\n\(server)\n}")
        return try #require(configuration(text).virtualServers.first?.realServers.first).checks
    }

    @Test("a TCP check has keepalived's defaults and goes to its server")
    func tcpDefaults() throws {
        let check = try #require(try checks("", "TCP_CHECK {\n}").first)
        #expect(check.kind == .tcp)
        #expect(check.target == Endpoint("10.0.0.1:8080"))
        #expect(check.bindTo == nil)
        #expect(check.retry == 1)
        #expect(check.delayBeforeRetry == .seconds(1))
        #expect(check.connectTimeout == .seconds(5))
        #expect(check.delayLoop == .seconds(60))
        #expect(check.warmup == .seconds(60))
        #expect(!check.alpha)
    }

    @Test("an HTTP check waits 3 seconds before it tries again and takes 200 to 299")
    func httpDefaults() throws {
        let check = try #require(try checks("", "HTTP_GET {\nurl {\npath /\n}\n}").first)
        let url = HTTPCheckURL(path: "/", statusCodes: [200...299], virtualHost: nil)
        #expect(check.kind == .http(HTTPCheckSettings(urls: [url], httpProtocol: .http10)))
        #expect(check.delayBeforeRetry == .seconds(3))
        #expect(check.retry == 1)
    }

    @Test("the check's value goes before the real server's, and that before the service's, in any order of the file")
    func inheritance() throws {
        let service = "retry 2\ndelay_before_retry 2\nconnect_timeout 2\ndelay_loop 2\nwarmup 2\nalpha"
        let all = try checks(
            service,
            """
            TCP_CHECK {
            }
            TCP_CHECK {
            retry 0
            delay_before_retry 4
            connect_timeout 4
            delay_loop 4
            warmup 4
            alpha off
            }
            retry 3
            delay_before_retry 3
            connect_timeout 3
            """)
        #expect(all.map(\.retry) == [3, 0])
        #expect(all.map(\.delayBeforeRetry) == [.seconds(3), .seconds(4)])
        #expect(all.map(\.connectTimeout) == [.seconds(3), .seconds(4)])
        #expect(all.map(\.delayLoop) == [.seconds(2), .seconds(4)])
        #expect(all.map(\.warmup) == [.seconds(2), .seconds(4)])
        #expect(all.map(\.alpha) == [true, false])
    }

    @Test("warmup is the check's own delay_loop unless given")
    func warmup() throws {
        #expect(try checks("delay_loop 9", "TCP_CHECK {\ndelay_loop 4\n}").first?.warmup == .seconds(4))
        #expect(try checks("delay_loop 9", "TCP_CHECK {\n}").first?.warmup == .seconds(9))
        #expect(try checks("warmup 0", "TCP_CHECK {\n}").first?.warmup == .zero)
    }

    @Test("the port is connect_port, else the server's as written, else the service's")
    func port() throws {
        #expect(try checks("", "TCP_CHECK {\nconnect_port 99\n}").first?.target.port == 99)
        #expect(try checks("", "TCP_CHECK {\n}", header: "10.0.0.1").first?.target.port == 80)
        let direct =
            "virtual_server 192.0.2.1 80 {\nprotocol TCP\nlvs_sched rr\nlvs_method DR\n"
            + "real_server 10.0.0.1 8080 {\nTCP_CHECK {\n}\n}\n}"
        let server = try #require(read(direct).configuration.virtualServers.first?.realServers.first)
        #expect(server.port == 80)
        #expect(server.checks.first?.target.port == 8080)
        let mark =
            "virtual_server fwmark 1 {\nlvs_sched rr\nlvs_method NAT\nreal_server 10.0.0.1 {\nTCP_CHECK {\n}\n}\n}"
        #expect(
            problems(mark) == [
                "test.conf:5:1: error: this check has no port to go to: set 'connect_port', or the port of its"
                    + " 'real_server'; keepalived would send it to port 0, where nothing answers"
            ])
    }

    @Test("connect_ip and bindto must be of one family")
    func addresses() throws {
        let check = try #require(try checks("", "TCP_CHECK {\nconnect_ip 2001:db8::1\nbindto 2001:db8::2\n}").first)
        #expect(check.target.address == IPAddress("2001:db8::1"))
        #expect(check.bindTo == IPAddress("2001:db8::2"))
        let text = service("", servers: "real_server 10.0.0.1 80 {\nTCP_CHECK {\nbindto 2001:db8::2\n}\n}")
        #expect(
            problems(text) == [
                "test.conf:8:1: error: 'bindto' is not of the family of the check's target 10.0.0.1"
            ])
    }

    @Test("the Host header is the URL's, else the check's, the server's, the service's")
    func virtualHost() throws {
        func hosts(_ service: String, _ server: String, _ check: String, _ url: String) throws -> String? {
            let lines = "\(server)\nHTTP_GET {\n\(check)\nurl {\npath /\n\(url)\n}\n}"
            guard case .http(let settings) = try #require(try checks(service, lines).first).kind else { return nil }
            return settings.urls.first?.virtualHost
        }
        #expect(try hosts("virtualhost a", "virtualhost b", "virtualhost c", "virtualhost d") == "d")
        #expect(try hosts("virtualhost a", "virtualhost b", "virtualhost c", "") == "c")
        #expect(try hosts("virtualhost a", "virtualhost b", "", "") == "b")
        #expect(try hosts("virtualhost a", "", "", "") == "a")
        #expect(try hosts("", "", "", "") == nil)
    }

    @Test("status codes add up over words and lines")
    func statusCodes() throws {
        let lines = "HTTP_GET {\nhttp_protocol 1.0c\nurl {\npath /\nstatus_code 200 301-303\nstatus_code 404\n}\n}"
        guard case .http(let settings) = try #require(try checks("", lines).first).kind else {
            Issue.record("no HTTP check")
            return
        }
        #expect(settings.urls.first?.statusCodes == [200...200, 301...303, 404...404])
        #expect(settings.httpProtocol == .http10Close)
    }

    @Test("bad status codes are errors", arguments: ["99", "600", "300-200", "200-", "-200", "2xx", "200-600", "1e2"])
    func badStatusCodes(code: String) {
        let text = "HTTP_GET {\nurl {\npath /\nstatus_code \(code)\n}\n}"
        #expect(
            problems(service("", servers: "real_server 10.0.0.1 80 {\n\(text)\n}")) == [
                "test.conf:10:13: error: 'status_code' takes status codes from 100 to 599, as N or N-M, not '\(code)'"
            ])
    }

    @Test("an HTTP check needs a url, and a url a path")
    func required() {
        let text = "HTTP_GET {\n}\nHTTP_GET {\nurl {\nstatus_code 200\n}\n}"
        #expect(
            problems(service("", servers: "real_server 10.0.0.1 80 {\n\(text)\n}")) == [
                "test.conf:7:1: error: 'HTTP_GET' needs a 'url' block", "test.conf:10:1: error: 'url' needs a 'path'",
            ])
    }

    @Test("KEEP_OPEN keeps a connection, with the check's retry and three fast removals a second unless told otherwise")
    func keptConnections() throws {
        let check = { (text: String) in try #require(try checks("retry 4", text).first).keptConnection }
        #expect(try check("TCP_CHECK {\n}") == nil)
        #expect(
            try check("TCP_CHECK {\nKEEP_OPEN {\n}\n}") == KeptConnectionSettings(retry: 4, mostFastRemovals: 3))
        #expect(
            try check("SMTP_CHECK {\nKEEP_OPEN {\nretry 0\nmax_fast_removals 1\n}\nretry 2\n}")
                == KeptConnectionSettings(retry: 0, mostFastRemovals: 1))
    }

    @Test("a check without a connection has none to keep", arguments: ["DNS_CHECK", "UDP_CHECK", "PING_CHECK"])
    func nothingToKeep(check: String) {
        let text = NodeConfigurationTests.service(
            "", servers: "real_server 10.0.0.1 80 {\n\(check) {\nKEEP_OPEN {\n}\n}\n}")
        let problem = problems(text).first ?? ""
        #expect(problem.contains("'KEEP_OPEN' has no place in '\(check)'"), "\(problem)")
    }
}
