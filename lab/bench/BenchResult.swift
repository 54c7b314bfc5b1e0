import BenchFigures
import FoundationEssentials
import LabScenario

/// What was measured, as JSON.
struct BenchResult: Encodable {
    let kernel: String
    let swiftlvsd: String
    let figures: [Figure]
    let growth: [Growth]

    init(kernel: String, swiftlvsd: String, figures: [Figure]) {
        self.kernel = kernel
        self.swiftlvsd = swiftlvsd
        self.figures = figures
        growth = Growth.all(in: figures)
    }

    /// Says what is measured, and answers with the kernel's release.
    static func announce(_ swiftlvsd: String) async throws -> String {
        let release = try await Command("uname", "-r").succeed().filter { !$0.isWhitespace }
        print("kernel \(release), swiftlvsd is \(swiftlvsd)")
        return release
    }

    /// Writes the JSON to a file, where there is to be one.
    func write(to path: String?) throws {
        guard let path else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(self).write(to: URL(filePath: path))
    }
}
