import Logging

/// A log level by its name.
struct LogLevelName {
    let level: Logger.Level

    init?(_ name: String) {
        guard let level = Logger.Level(rawValue: name) else { return nil }
        self.level = level
    }
}
