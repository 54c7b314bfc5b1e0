package import Deadlines

/// When a check runs, how long it may take and how many failures it forgives. The names are keepalived's keywords.
package struct CheckTiming: Hashable, Sendable {
    /// The pause between two checks (`delay_loop`).
    package let delayLoop: Nanoseconds
    /// How long one attempt may take, from its connect to the end of its answer (`connect_timeout`).
    package let connectTimeout: Nanoseconds
    /// The pause after a failure that `retry` forgives (`delay_before_retry`).
    package let delayBeforeRetry: Nanoseconds
    /// The first check starts at a point spread over this time (`warmup`).
    package let warmup: Nanoseconds
    /// How many failures in a row a server that was up may have; the next one takes it down (`retry`).
    package let retry: Int
    /// Whether the server counts as down until its first success (`alpha`).
    package let alpha: Bool

    package init(
        delayLoop: Nanoseconds, connectTimeout: Nanoseconds, delayBeforeRetry: Nanoseconds, warmup: Nanoseconds,
        retry: Int, alpha: Bool
    ) {
        self.delayLoop = delayLoop
        self.connectTimeout = connectTimeout
        self.delayBeforeRetry = delayBeforeRetry
        self.warmup = warmup
        self.retry = retry
        self.alpha = alpha
    }
}
