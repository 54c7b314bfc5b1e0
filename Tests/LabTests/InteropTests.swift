import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("Other VRRP programs as peers")
    struct InteropTests {
        /// How many combinations run side by side: they mostly wait.
        private static let atOnce = 8

        @Test("every combination of the matrix agrees on one master, hands over, and fails over")
        func matrix() async throws {
            var waiting = InteropCell.all.filter { $0.inapplicable == nil }.enumerated().makeIterator()
            let failures = await withTaskGroup(of: (InteropCell, String?).self) { group in
                func startNext() {
                    guard let (number, cell) = waiting.next() else { return }
                    group.addTask { (cell, await InteropScenario(cell, number: number).failure()) }
                }
                for _ in 0..<Self.atOnce { startNext() }
                var failures: [InteropCell: String] = [:]
                for await (cell, failure) in group {
                    failures[cell] = failure
                    startNext()
                }
                return failures
            }
            for (cell, failure) in failures.sorted(by: { "\($0.key)" < "\($1.key)" }) {
                Issue.record("\(cell): \(failure)")
            }
            print(InteropMatrix(failures: failures).text)
        }
    }
}
