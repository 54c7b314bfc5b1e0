/// What `POST /v1/plan` asks about: what would a reload of this configuration change?
package enum PlanQuestion: Hashable, Sendable {
    /// The text of a file that includes no others, as if it stood in the place of the running one.
    case text([UInt8])
    /// A file with those that it includes, all read by whoever asks: the daemon opens none.
    case files(PlanFiles)
}

/// `POST /v1/plan` as `application/json`: a configuration, wherever it stands, with the files it includes.
package struct PlanFiles: Codable, Hashable, Sendable {
    package var file: PlannedFile
    package var includes: [PlannedInclude]

    package init(file: PlannedFile, includes: [PlannedInclude] = []) {
        self.file = file
        self.includes = includes
    }
}

/// What the path of an `include` stands for.
package struct PlannedInclude: Codable, Hashable, Sendable {
    /// As an answer's `missing_includes` named it, wildcards included.
    package var path: String
    /// In the order of their names; empty where there are none.
    package var files: [PlannedFile]

    package init(path: String, files: [PlannedFile]) {
        self.path = path
        self.files = files
    }
}

/// A file that was read, or was not.
package struct PlannedFile: Codable, Hashable, Sendable {
    package var path: String
    /// Nil where it could not be read or is none to be read.
    package var text: String?
    /// `iso-8859-1` where each character of the text stands for one byte; UTF-8 where it is missing.
    package var encoding: String?
    /// Why there is no text.
    package var reason: String?
    /// Whether it is passed over as keepalived would: a directory, a device, an executable file.
    package var isPassedOver: Bool?

    /// A file whose bytes need not be UTF-8.
    package init(path: String, bytes: [UInt8]) {
        self.path = path
        if let text = String(validating: bytes, as: UTF8.self) {
            self.text = text
        } else {
            var scalars = String.UnicodeScalarView()
            scalars.append(contentsOf: bytes.lazy.map { Unicode.Scalar($0) })
            text = String(scalars)
            encoding = Self.bytewise
        }
    }

    /// A file that is not read.
    package init(path: String, unread reason: String, isPassedOver: Bool = false) {
        self.path = path
        self.reason = reason
        self.isPassedOver = isPassedOver
    }

    /// Its content; nil where there is none.
    package var bytes: [UInt8]? {
        guard let text else { return nil }
        guard encoding == Self.bytewise else { return Array(text.utf8) }
        return text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }

    private static let bytewise = "iso-8859-1"

    private enum CodingKeys: String, CodingKey {
        case path, text, encoding, reason
        case isPassedOver = "passed_over"
    }
}
