/// `GET /v1/config`: the configuration that runs, with its defaults, statement by statement.
package struct ConfigurationMessage: Codable, Hashable, Sendable {
    package var asOf: Timestamp
    /// Nil where no daemon runs it.
    package var generation: Int?
    package var configuration: ConfigurationSource
    package var statements: [StatementEntry]

    package init(
        asOf: Timestamp, generation: Int?, configuration: ConfigurationSource, statements: [StatementEntry]
    ) {
        self.asOf = asOf
        self.generation = generation
        self.configuration = configuration
        self.statements = statements
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        asOf = try container.decode(Timestamp.self, forKey: .asOf)
        generation = try container.decodeIfPresent(Int.self, forKey: .generation)
        configuration = try container.decode(ConfigurationSource.self, forKey: .configuration)
        statements = try container.decode([StatementEntry].self, forKey: .statements)
    }

    /// `generation` is there in any case.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(asOf, forKey: .asOf)
        try container.encode(generation, forKey: .generation)
        try container.encode(configuration, forKey: .configuration)
        try container.encode(statements, forKey: .statements)
    }

    private enum CodingKeys: String, CodingKey {
        case asOf = "as_of"
        case generation, configuration, statements
    }
}

/// A line of a configuration, with the lines of its block.
package struct StatementEntry: Codable, Hashable, Sendable {
    /// The keyword and its arguments; `null` is a secret that is not shown.
    package var words: [String?]
    /// There where the keyword has a block.
    package var statements: [StatementEntry]?

    package init(words: [String?], statements: [StatementEntry]? = nil) {
        self.words = words
        self.statements = statements
    }
}
