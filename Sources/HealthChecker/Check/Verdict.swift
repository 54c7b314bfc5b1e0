/// What a check has decided about its server.
package enum Verdict: String, Hashable, Sendable, CaseIterable {
    case up
    case down
}
