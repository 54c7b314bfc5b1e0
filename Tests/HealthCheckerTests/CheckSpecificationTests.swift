import Addresses
import HealthChecker
import Testing

@Suite("Checks as configured")
struct CheckSpecificationTests {
    private let target = Endpoint(IPAddress.v4(IPv4Address("10.0.0.1") ?? .any), port: 8080)

    @Test("only the timing and the place among the server's checks may differ for two checks to ask the same")
    func asksTheSame() {
        let check = CheckSpecification(key: Samples.key, kind: .tcp, target: target, timing: Samples.timing())
        let slower = CheckSpecification(
            key: Samples.key, kind: .tcp, target: target, timing: Samples.timing(retry: 9, alpha: true))
        #expect(check != slower)
        #expect(check.asksTheSame(as: slower))
        let second = CheckKey(service: Samples.key.service, realServer: Samples.key.realServer, ordinal: 1)
        #expect(
            check.asksTheSame(
                as: CheckSpecification(key: second, kind: .tcp, target: target, timing: Samples.timing())))
        for other in [
            CheckSpecification(key: Samples.key, kind: Samples.http(["/"]), target: target, timing: Samples.timing()),
            CheckSpecification(
                key: Samples.key, kind: .tcp, target: Endpoint(target.address, port: 1), timing: Samples.timing()),
            CheckSpecification(
                key: Samples.key, kind: .tcp, target: target, bindTo: target.address, timing: Samples.timing()),
        ] {
            #expect(!check.asksTheSame(as: other))
        }
    }

    @Test("keys sort by service, server and number, and read as a sentence part")
    func keys() {
        let second = CheckKey(service: "TCP 192.0.2.1:80", realServer: "10.0.0.1:8080", ordinal: 1)
        let other = CheckKey(service: "TCP 192.0.2.1:81", realServer: "10.0.0.0:8080", ordinal: 0)
        #expect([other, second, Samples.key].sorted() == [Samples.key, second, other])
        #expect(Samples.key.description == "10.0.0.1:8080 of TCP 192.0.2.1:80")
        #expect(second.description == "10.0.0.1:8080 of TCP 192.0.2.1:80, check 2")
    }
}
