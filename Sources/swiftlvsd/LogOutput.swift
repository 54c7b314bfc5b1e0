import ArgumentParser
import ControlMessages
import Glibc
import LoadBalancer
import Logging

/// How log lines look.
enum LogFormat: String, ExpressibleByArgument {
    case text
    case json
}

/// A log level by its name.
struct LogLevelName {
    let level: Logger.Level

    init?(_ name: String) {
        guard let level = Logger.Level(rawValue: name) else { return nil }
        self.level = level
    }
}

/// One line a message on standard error.
///
/// Where standard error goes to the journal, a line begins with its priority (`<4>`, sd-daemon(3)) and leaves the time
/// to the journal.
struct LineLogHandler: LogHandler {
    let label: String
    let format: LogFormat
    let toJournal: Bool
    let writer: LogWriter
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        switch format {
        case .text:
            let extra = fields.map { " \($0.key)=\($0.value)" }.joined()
            let start = toJournal ? "<\(event.level.journalPriority)>" : "\(WallClock.now) \(event.level) "
            writer.append("\(start)\(label): \(event.message)\(extra)")
        case .json:
            var line = "{\"at\":\"\(WallClock.now)\",\"level\":\"\(event.level)\",\"part\":\(JSONText.quoted(label))"
            line += ",\"message\":\(JSONText.quoted("\(event.message)"))"
            for field in fields { line += ",\(JSONText.quoted(field.key)):\(JSONText.quoted("\(field.value)"))" }
            writer.append(line + "}")
        }
    }
}

extension Logger.Level {
    /// syslog(3)'s number.
    fileprivate var journalPriority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}

/// Text as a JSON string.
enum JSONText {
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
