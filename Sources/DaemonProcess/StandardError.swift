import Glibc

/// Writes one line to standard error.
package func printError(_ line: String) {
    var text = line
    text.append("\n")
    text.withUTF8 { bytes in
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = write(STDERR_FILENO, UnsafeBufferPointer(rebasing: rest).baseAddress, rest.count)
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}
