import Deadlines
import HealthChecker
import Testing

@Suite("Weights that checks find")
struct DynamicWeightTests {
    @Test("alone, an exit code from 2 on is the server's weight plus 2; 0 leaves the configured one")
    func script() {
        let check = ScriptCheck(words: ["/bin/probe"], isDynamic: true)
        func weight(_ code: Int32) -> Int? {
            let result = check.result(ofExitCode: code)
            return result.isGood ? DynamicWeight.sum(10, [result.weight].compactMap { $0 }) : nil
        }
        #expect([0, 1, 2, 3, 12, 22, 255, 256, -1].map(weight) == [10, nil, 0, 1, 10, 20, 253, nil, nil])
    }

    @Test("without misc_dynamic nothing but 0 passes")
    func plainScript() {
        let check = ScriptCheck(words: ["/bin/probe"])
        #expect(check.result(ofExitCode: 0) == .passed("exit code 0"))
        #expect((1...255).allSatisfy { !check.result(ofExitCode: $0).isGood })
    }

    @Test("what several checks say adds up, and stays within what IPVS takes")
    func sums() {
        #expect(DynamicWeight.sum(10, [.total(30), .total(15)]) == 35)
        #expect(DynamicWeight.sum(10, [.total(0), .added(-5), .added(8)]) == 3)
        #expect(DynamicWeight.sum(10, [.added(-11)]) == 0)
        #expect(DynamicWeight.sum(10, [.added(2_147_483_647), .added(2_147_483_647)]) == 2_147_483_647)
        #expect(DynamicWeight.sum(2_147_483_647, Array(repeating: .added(-2_147_483_648), count: 100)) == 0)
        #expect(DynamicWeight.sum(0, [.total(.max - 1), .added(.min / 4)]) == 0)
    }

    @Test("a file's number times the weight is added, reversed taken off, and fails where no weight could make it good")
    func file() {
        func result(_ weight: Int, reversed: Bool = false, _ number: Int64) -> CheckResult {
            FileCheck(name: "drain", weight: weight, isReversed: reversed).result(of: number)
        }
        #expect(result(-5, 2).weight == .added(-10))
        #expect(result(-5, reversed: true, 2).weight == .added(10))
        #expect(result(3, 0).weight == .added(0))
        #expect(result(1, -2_147_483_647).weight == .added(-2_147_483_647))
        #expect(!result(1, -2_147_483_648).isGood)
        #expect(!result(-2, .max).isGood)
        #expect(!result(2, .min).isGood)
        #expect(!result(1, reversed: true, .max).isGood)
        #expect(result(2, .max).weight == .added(2_147_483_647))
        #expect(result(-2, .min).weight == .added(2_147_483_647))
        #expect(result(1, 4_294_967_296).weight == .added(2_147_483_647))
    }

    @Test("without a weight any number but 0 fails, reversed 0 does")
    func plainFile() {
        let (plain, reversed) = (
            FileCheck(name: "f", weight: 0), FileCheck(name: "f", weight: 0, isReversed: true)
        )
        #expect([0, 1, -1].map { plain.result(of: $0).isGood } == [true, false, false])
        #expect([0, 1, -1].map { reversed.result(of: $0).isGood } == [false, true, true])
        #expect(plain.result(of: 0).weight == nil)
    }

    @Test("a file is believed at once, whatever `retry` says, and has no time of its own")
    func fileIsBelieved() {
        let kind = CheckKind.file(FileCheck(name: "f", weight: 0))
        #expect(!kind.isScheduled)
        var state = CheckState(kind, Samples.timing(retry: 5), at: .zero, spread: .zero)
        #expect(state.record(.passed(""), at: Samples.seconds(1)) == .up)
        #expect(state.record(.failed(""), at: Samples.seconds(2)) == .down)
    }
}
