/// `POST /v1/reload` and `POST /v1/plan`: what changed, or would change.
package struct ReloadMessage: Codable, Hashable, Sendable {
    package var asOf: Timestamp
    package var generation: Int
    /// Whether the running configuration is now this one.
    package var applied: Bool
    package var changes: [ChangeEntry]
    package var diagnostics: [DiagnosticEntry]
    /// There where the configuration has errors (422).
    package var error: ErrorEntry?
    /// What the changes cost those who use what runs; a plan's alone.
    package var effects: [EffectEntry]?
    /// A plan's alone: paths of `include` lines that are to be sent along (`PlanFiles`).
    package var missingIncludes: [String]?

    package init(
        asOf: Timestamp, generation: Int, applied: Bool, changes: [ChangeEntry], diagnostics: [DiagnosticEntry],
        error: ErrorEntry? = nil, effects: [EffectEntry]? = nil, missingIncludes: [String]? = nil
    ) {
        self.asOf = asOf
        self.generation = generation
        self.applied = applied
        self.changes = changes
        self.diagnostics = diagnostics
        self.error = error
        self.effects = effects
        self.missingIncludes = missingIncludes
    }

    /// Whether a diagnostic is an error.
    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    private enum CodingKeys: String, CodingKey {
        case asOf = "as_of"
        case generation, applied, changes, diagnostics, error, effects
        case missingIncludes = "missing_includes"
    }
}

/// What a change costs: a role, an address that moves, connections that end.
package struct EffectEntry: Codable, Hashable, Sendable {
    /// As in `ChangeEntry`.
    package var kind: String
    package var name: String
    package var effect: String

    package init(kind: String, name: String, effect: String) {
        self.kind = kind
        self.name = name
        self.effect = effect
    }
}

/// Why a reload was not applied, as `error.code` says it.
package enum ReloadRefusal: String, Sendable {
    /// The file cannot be read or has errors.
    case configurationInvalid = "configuration_invalid"
    /// The system refused a part of it.
    case applyFailed = "apply_failed"
    /// It changes what is fixed at the daemon's start.
    case restartNeeded = "restart_needed"
    /// The daemon is about to end.
    case stopping
    /// A plan needs files that were not sent along.
    case includesMissing = "includes_missing"
}

/// One difference between the old and the new configuration.
package struct ChangeEntry: Codable, Hashable, Sendable {
    package var action: ChangeAction
    /// `virtual_service`, `real_server`, `vrrp_instance`, `check`, ….
    package var kind: String
    package var name: String
    package var before: String?
    package var after: String?

    package init(action: ChangeAction, kind: String, name: String, before: String? = nil, after: String? = nil) {
        self.action = action
        self.kind = kind
        self.name = name
        self.before = before
        self.after = after
    }
}

/// What is done to the object.
package enum ChangeAction: String, Codable, Sendable {
    case add, edit, remove, drain
}

/// A problem in a configuration and its place.
package struct DiagnosticEntry: Codable, Hashable, Sendable {
    package var severity: SeverityText
    package var file: String
    /// From 1.
    package var line: Int
    /// From 1.
    package var column: Int
    package var message: String
    package var suggestion: String?

    package init(
        severity: SeverityText, file: String, line: Int, column: Int, message: String, suggestion: String? = nil
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.suggestion = suggestion
    }
}

/// Whether the configuration can be used all the same.
package enum SeverityText: String, Codable, Sendable {
    case error, warning
}
