/// Rows of cells in aligned columns, two blanks apart.
struct Table {
    enum Alignment {
        case left, right
    }

    private var rows: [[String]] = []
    private let alignments: [Alignment]
    private let indent: String

    /// A table with a header row. Numbers read best with `right`.
    init(_ columns: [(title: String, alignment: Alignment)], indent: Int = 0) {
        alignments = columns.map(\.alignment)
        self.indent = String(repeating: " ", count: indent)
        rows.append(columns.map(\.title))
    }

    mutating func add(_ cells: [String]) {
        rows.append(cells.map(\.printable))
    }

    /// One line a row, without blanks at its end.
    var lines: [String] {
        let widths = alignments.indices.map { column in
            rows.reduce(0) { max($0, column < $1.count ? $1[column].count : 0) }
        }
        return rows.map { cells in
            let padded = zip(cells, zip(widths, alignments)).map { cell, column in
                let blanks = String(repeating: " ", count: column.0 - cell.count)
                return column.1 == .left ? cell + blanks : blanks + cell
            }
            return (indent + padded.joined(separator: "  ")).withoutTrailingBlanks
        }
    }
}

extension String {
    /// The text with a question mark for everything that would move a terminal's cursor or change its colours.
    var printable: String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        var clean = UnicodeScalarView()
        for scalar in unicodeScalars { clean.append(scalar.isControl ? "?" : scalar) }
        return String(clean)
    }

    var withoutTrailingBlanks: String {
        lastIndex { $0 != " " }.map { String(self[...$0]) } ?? ""
    }

    /// The text with blanks up to a width; never shortened.
    func padded(_ width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool { properties.generalCategory == .control || properties.generalCategory == .format }
}
