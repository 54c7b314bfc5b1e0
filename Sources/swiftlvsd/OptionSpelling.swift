/// Turns keepalived's spellings of options (getopt_long's) into those that the argument parser reads.
///
/// - `-t[=LOG_FILE]` and `--config-test[=LOG_FILE]` take an optional value, which getopt allows only when attached.
/// - `-fFILE` and `-S7` carry their value attached to the letter.
/// - A single trailing word after `-t` is the file to check.
enum OptionSpelling {
    /// Letters that take a value.
    private static let withValue: Set<Character> = ["f", "S", "u", "p", "r", "c", "b", "A", "M", "s", "i"]

    static func normalized(_ arguments: [String]) -> [String] {
        var result: [String] = []
        for (index, argument) in arguments.enumerated() {
            if argument == "--" {
                result += arguments[index...]
                break
            }
            if argument.hasPrefix("--config-test=") {
                result += ["--config-test", "--config-test-log", String(argument.dropFirst("--config-test=".count))]
            } else if argument.hasPrefix("-"), !argument.hasPrefix("--"), argument.count > 2 {
                result += expandedCluster(argument.dropFirst())
            } else {
                result.append(argument)
            }
        }
        return result
    }

    /// `nlDf/etc/x` is `-n -l -D -f /etc/x`.
    private static func expandedCluster(_ letters: Substring) -> [String] {
        var result: [String] = []
        var rest = letters
        while let letter = rest.popFirst() {
            result.append("-\(letter)")
            let value = rest.first == "=" ? rest.dropFirst() : rest
            if withValue.contains(letter), !value.isEmpty {
                result.append(String(value))
                break
            }
            if letter == "t", !value.isEmpty {
                result += ["--config-test-log", String(value)]
                break
            }
        }
        return result
    }
}
