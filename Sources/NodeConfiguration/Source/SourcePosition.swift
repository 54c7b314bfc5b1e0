/// A place in a configuration file, as editors count: lines and columns from 1, columns in characters
/// (Unicode scalars), a tab being one.
package struct SourcePosition: Hashable, Sendable {
    package let file: String
    package let line: Int
    package let column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension SourcePosition: CustomStringConvertible {
    /// `FILE:LINE:COLUMN`
    package var description: String { "\(file):\(line):\(column)" }
}
