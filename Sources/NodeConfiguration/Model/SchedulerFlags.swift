/// The switches of a service's scheduler, by the kernel's numbers.
package struct SchedulerFlags: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// `flag-1`; of `sh` and `mh` their fallback to another server when the chosen one is unavailable.
    package static let first = SchedulerFlags(rawValue: 1)
    /// `flag-2`; of `sh` and `mh`: the client's port counts, too.
    package static let second = SchedulerFlags(rawValue: 2)
    /// `flag-3`
    package static let third = SchedulerFlags(rawValue: 4)
}
