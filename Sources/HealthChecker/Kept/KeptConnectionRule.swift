/// How a kept connection is used (`KEEP_OPEN`).
package struct KeptConnectionRule: Hashable, Sendable {
    /// How many refused or reset checks in a row are forgiven after the connection's end.
    package let retry: Int
    /// How many servers of one virtual service may leave within a second because their connections ended.
    package let mostFastRemovals: Int

    package init(retry: Int, mostFastRemovals: Int) {
        self.retry = max(retry, 0)
        self.mostFastRemovals = max(mostFastRemovals, 1)
    }
}
