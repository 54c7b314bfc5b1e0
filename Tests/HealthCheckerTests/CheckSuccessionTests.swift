import Addresses
import HealthChecker
import Testing

@Suite("Which check goes on as which")
struct CheckSuccessionTests {
    private func checks(_ kinds: [CheckKind], retry: Int = 0) -> [CheckSpecification] {
        kinds.enumerated().map { place, kind in
            CheckSpecification(
                key: CheckKey(service: "s", realServer: "r", ordinal: place), kind: kind,
                target: Endpoint(.v4(.any), port: 80), timing: Samples.timing(retry: retry))
        }
    }

    private func predecessors(_ old: [CheckKind], _ new: [CheckKind]) -> [Int?] {
        CheckSuccession(from: checks(old), to: checks(new, retry: 3)).predecessors
    }

    @Test("one that asks the same goes on wherever it stands, whatever its timing")
    func moves() {
        #expect(predecessors([.tcp, .ping], [.ping, .tcp]) == [1, 0])
        #expect(predecessors([.tcp], [.ping, .tcp]) == [nil, 0])
        #expect(predecessors([.tcp, .ping], [.ping]) == [1])
        #expect(predecessors([.tcp], [.ping]) == [nil])
        #expect(predecessors([], [.ping]) == [nil])
    }

    @Test("of several that ask the same each is the predecessor of one, and of its own place where it can")
    func equals() {
        #expect(predecessors([.tcp, .tcp], [.tcp, .tcp]) == [0, 1])
        #expect(predecessors([.ping, .tcp, .tcp], [.tcp, .tcp, .tcp]) == [nil, 1, 2])
        #expect(predecessors([.tcp], [.tcp, .tcp]) == [0, nil])
    }
}
