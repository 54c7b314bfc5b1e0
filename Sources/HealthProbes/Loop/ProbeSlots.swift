/// How many probes may run at once, so that checks wait for each other before they use up the descriptors of the rest
/// of the daemon.
package struct ProbeSlots {
    /// The process's limit of open files.
    package var descriptorLimit: Int
    package private(set) var taken = 0
    /// How many connections are kept beside checks.
    package private(set) var kept = 0

    /// Asks the kernel for the limit.
    package init() {
        self.init(descriptorLimit: DescriptorLimit.now)
    }

    package init(descriptorLimit: Int) {
        self.descriptorLimit = descriptorLimit
    }

    /// The limit of open files that lets so many checks run all at once, with so many kept connections beside them.
    package static func descriptors(forChecks checks: Int, keeping kept: Int) -> Int {
        max(checks * 2, kept * 4, 1_024)
    }

    /// Half of the descriptors this process may open, at least 16.
    package var capacity: Int { max(16, descriptorLimit / 2) }

    package var isFree: Bool { taken < capacity }

    package mutating func take() {
        taken += 1
    }

    package mutating func giveBack() {
        taken -= 1
    }

    /// Whether one more connection may be kept: they have a quarter of the descriptors.
    package var mayKeep: Bool { kept < descriptorLimit / 4 }

    package mutating func keep() {
        kept += 1
    }

    package mutating func giveUp() {
        kept -= 1
    }
}
