import Glibc

/// How many probes may run at once, so that checks wait for each other before they use up the descriptors of the rest
/// of the daemon.
package struct ProbeSlots {
    /// Half of the descriptors this process may open, at least 16.
    package let capacity: Int
    /// The process's limit of open files.
    package let descriptorLimit: Int
    package private(set) var taken = 0

    /// Asks the kernel for the limit.
    package init() {
        var limit = rlimit()
        let known = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        self.init(descriptorLimit: known ? Int(clamping: limit.rlim_cur) : 1024)
    }

    package init(descriptorLimit: Int) {
        self.descriptorLimit = descriptorLimit
        capacity = max(16, descriptorLimit / 2)
    }

    package var isFree: Bool { taken < capacity }

    package mutating func take() {
        taken += 1
    }

    package mutating func giveBack() {
        taken -= 1
    }
}
