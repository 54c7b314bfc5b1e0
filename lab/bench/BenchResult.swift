import BenchFigures
import FoundationEssentials

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

    /// Writes the JSON to a file, where there is to be one.
    func write(to path: String?) throws {
        guard let path else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(self).write(to: URL(filePath: path))
    }
}
