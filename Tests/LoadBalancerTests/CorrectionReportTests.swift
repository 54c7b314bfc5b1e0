import Addresses
import IPVSKit
import LoadBalancer
import Testing

@Suite("What an audit tells of its corrections")
struct CorrectionReportTests {
    private func steps(_ mark: UInt32, servers: Int) -> [PlanStep] {
        let key = ServiceKey.firewallMark(mark, .ipv4)
        return [.addService(VirtualService(key, scheduler: .roundRobin))]
            + (0..<servers).map {
                .addRealServer(
                    RealServer(RealServerKey(.v4(IPv4Address(10, 0, 0, UInt8($0))), port: 80), method: .nat), to: key)
            }
    }

    @Test("one line a service, with its first steps and how many more there were")
    func lines() {
        let report = CorrectionReport(steps(1, servers: 1) + steps(2, servers: 4))
        #expect(
            report.lines.map { "\($0.service): \($0.text)" } == [
                "FWM 1: add the service, add 10.0.0.0:80 with weight 1",
                "FWM 2: add the service, add 10.0.0.0:80 with weight 1, add 10.0.0.1:80 with weight 1 and 2 more steps",
            ])
        #expect(report.others == 0)
    }

    @Test("a whole table that was cleared is twenty lines and a number")
    func bounded() {
        let report = CorrectionReport((1...10_000).flatMap { steps($0, servers: 10) })
        #expect(report.lines.count == 20)
        #expect(report.others == 9_980)
    }

    @Test("nothing done is nothing told")
    func nothing() {
        #expect(CorrectionReport([]).lines.isEmpty)
        #expect(CorrectionReport([]).others == 0)
    }
}
