/// `KEEP_OPEN`: the idle connection that is kept beside a check.
package struct KeptConnectionSettings: Hashable, Sendable {
    /// Refused or reset checks in a row that are forgiven after its end; the check's `retry` where it has none of its own.
    package let retry: Int
    /// How many servers of a virtual server may leave within a second because their connections ended.
    package let mostFastRemovals: Int

    package init(retry: Int, mostFastRemovals: Int) {
        self.retry = retry
        self.mostFastRemovals = mostFastRemovals
    }
}
