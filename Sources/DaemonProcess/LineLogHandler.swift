package import ControlMessages
package import Logging

/// How log lines look.
package enum LogFormat: String, CaseIterable, Sendable {
    case text
    case json
}

/// One line a message on standard error.
///
/// Where standard error goes to the journal, a line begins with its priority (`<4>`, sd-daemon(3)) and leaves the time
/// to the journal.
package struct LineLogHandler: LogHandler {
    private let label: String
    private let format: LogFormat
    private let toJournal: Bool
    private let writer: LogWriter
    private let clock: @Sendable () -> Timestamp
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]

    /// - Parameter clock: the time of day.
    package init(
        label: String, format: LogFormat, toJournal: Bool, writer: LogWriter, logLevel: Logger.Level,
        clock: @escaping @Sendable () -> Timestamp
    ) {
        self.label = label
        self.format = format
        self.toJournal = toJournal
        self.writer = writer
        self.logLevel = logLevel
        self.clock = clock
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        switch format {
        case .text:
            let extra = fields.map { " \($0.key)=\($0.value)" }.joined()
            let start = toJournal ? "<\(event.level.journalPriority)>" : "\(clock()) \(event.level) "
            writer.append("\(start)\(label): \(event.message)\(extra)")
        case .json:
            var line = "{\"at\":\"\(clock())\",\"level\":\"\(event.level)\",\"part\":\(JSONText.quoted(label))"
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
private enum JSONText {
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
