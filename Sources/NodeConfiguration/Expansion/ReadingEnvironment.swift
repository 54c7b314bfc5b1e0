/// What a configuration may ask of the process that reads it.
package struct ReadingEnvironment: Sendable {
    /// Whose conditional lines count: `-i`, by default the host's name up to its first dot.
    package var configID: String
    /// The environment's variables, for `${_ENV NAME}`.
    package var variables: [String: String]
    /// What `${_RANDOM}` begins with where the file has no `random_seed`.
    package var randomSeed: UInt64
    /// Whether every `include` is an `includea`: `-e`.
    package var checksIncludes: Bool
    /// What is wrong with programs and patterns that the file names.
    package var judgement: OutsideJudgement
    /// Whether `${_ENV NAME}` stands for nothing, since whoever asks may not see the variables.
    package var hidesVariables = false
    /// What a file may come to with all that it includes and repeats, in bytes.
    package var sizeLimit = 512 << 20

    package init(
        configID: String = "", variables: [String: String] = [:], randomSeed: UInt64 = 0, checksIncludes: Bool = false,
        judgement: OutsideJudgement = OutsideJudgement()
    ) {
        self.configID = configID
        self.variables = variables
        self.randomSeed = randomSeed
        self.checksIncludes = checksIncludes
        self.judgement = judgement
    }
}

/// The files that `include` may open. Whoever reads the disk brings them; nothing here touches one.
package protocol IncludedFiles {
    /// What a path stands for, in the order of the names: with wildcards as many files as match, without them the one, or
    /// nothing where it does not exist.
    mutating func files(matching path: String) -> [IncludedFile]
}

/// A file that an `include` line names.
package enum IncludedFile: Sendable {
    case text(SourceText)
    /// One that keepalived passes over, and why: a directory, a device, an executable file.
    case passedOver(path: String, reason: String)
    case unreadable(path: String, reason: String)
}

/// For those who read a file that cannot include others.
package struct NoIncludedFiles: IncludedFiles {
    package init() {}

    package func files(matching path: String) -> [IncludedFile] { [] }
}
