import FoundationEssentials
import LabScenario
import Testing

@Suite("The matrix of other VRRP programs, and its page")
struct InteropDocumentTests {
    private static let page =
        "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/docs/interop.md"

    @Test("docs/interop.md is what the matrix prints")
    func page() throws {
        let text = InteropDocument().text
        if ProcessInfo.processInfo.environment["UPDATE_DOCUMENTS"] != nil {
            try text.write(toFile: Self.page, atomically: true, encoding: .utf8)
        } else {
            #expect(try String(contentsOfFile: Self.page, encoding: .utf8) == text)
        }
    }

    @Test("a combination that failed stands in its row and column, and nowhere else")
    func failure() throws {
        let cell = InteropCell(peer: .frr, feature: .version2, role: .backup)
        let lines = InteropMatrix(failures: [cell: "both are master"]).text.split(separator: "\n")
        #expect(lines[0].hasSuffix("| FRR vrrpd 8.4, swiftlvsd backup |"))
        #expect(lines[2] == "| VRRP v2 | yes | yes | yes | **no** |")
        #expect(lines.count { $0.contains("**no**") } == 1)
    }

    @Test("every combination is in the matrix once, and what FRR lacks is left out")
    func combinations() {
        let all = InteropCell.all
        #expect(Set(all).count == all.count)
        #expect(all.count == 2 * 2 * InteropCell.Feature.allCases.count)
        let inapplicable = all.filter { $0.inapplicable != nil }
        #expect(inapplicable.allSatisfy { $0.peer == .frr })
        #expect(inapplicable.count == 5)
    }
}
