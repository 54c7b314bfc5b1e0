public import Deadlines

/// The protocol's derived intervals (RFC 3768 §6.1, RFC 9568 §6.1), exact to the nanosecond.
public enum Timers {
    /// By how much a backup of lower priority waits longer, so that the best one is first.
    ///
    /// Version 2: (256 − priority) / 256 seconds, whatever the interval. Version 3: (256 − priority) × the master's
    /// interval / 256.
    public static func skew(version: VRRPVersion, priority: UInt8, interval: Nanoseconds) -> Nanoseconds {
        let unit: Nanoseconds
        switch version {
        case .v2: unit = .seconds(1)
        case .v3: unit = interval
        }
        return unit * Int64(256 - Int(priority)) / 256
    }

    /// How long a backup hears nothing before it takes over: three intervals and the skew time.
    ///
    /// - Parameters:
    ///   - interval: version 2: the configured one; version 3: the one learned from the master.
    ///   - advertisements: how many intervals; keepalived's `down_timer_adverts` has others than the RFCs' three.
    public static func masterDown(
        version: VRRPVersion, priority: UInt8, interval: Nanoseconds, advertisements: Int = 3
    ) -> Nanoseconds {
        interval * Int64(advertisements) + skew(version: version, priority: priority, interval: interval)
    }
}
