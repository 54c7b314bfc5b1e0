package import NodeConfiguration

/// The kernel's IPVS settings against those of `lvs_sysctl`: what has to be written, and which values harm what the
/// configuration wants.
package struct SysctlPlan: Hashable, Sendable {
    /// A setting that has to be written.
    package struct Step: Hashable, Sendable {
        package let setting: IPVSSysctl
        /// What the kernel holds instead.
        package let present: String

        package init(setting: IPVSSysctl, present: String) {
            self.setting = setting
            self.present = present
        }
    }

    package let steps: [Step]
    package let warnings: [SysctlWarning]

    /// - Parameters:
    ///   - wanted: the lines of `lvs_sysctl`; of two lines for one setting the last holds.
    ///   - kernel: what could be read, by name. A setting that is missing here is not written.
    ///   - spellings: how the kernel shows a wanted value that it has taken, where it shows it differently.
    package init(
        of wanted: [IPVSSysctl], for facts: SysctlFacts, against kernel: [String: String],
        spellings: [String: String] = [:]
    ) {
        let settings = Self.effective(wanted)
        steps = settings.compactMap { setting in
            guard let present = kernel[setting.name], present != spellings[setting.name] else { return nil }
            return setting.isHeld(by: present) ? nil : Step(setting: setting, present: present)
        }
        let values = kernel.merging(settings.map { ($0.name, $0.value) }) { _, wanted in wanted }
        warnings = SysctlWarning.all(for: facts, values: values)
    }

    /// The lines that hold, in the order of the file.
    package static func effective(_ lines: [IPVSSysctl]) -> [IPVSSysctl] {
        var last: [String: Int] = [:]
        for (index, line) in lines.enumerated() { last[line.name] = index }
        return lines.enumerated().filter { last[$0.element.name] == $0.offset }.map(\.element)
    }
}

extension IPVSSysctl {
    /// Settings whose automatic mode the kernel itself moves between 1 (at rest) and 2 (at work), as memory runs short
    /// and returns.
    private static let movedByTheKernel: Set<String> = ["drop_entry", "drop_packet", "secure_tcp"]
    private static let automaticModes: Set<String> = ["1", "2"]

    /// Whether what the kernel shows is this value.
    package func isHeld(by present: String) -> Bool {
        let (present, wanted) = (Self.normalised(present), Self.normalised(value))
        if present == wanted { return true }
        return Self.movedByTheKernel.contains(name) && Self.automaticModes.isSuperset(of: [present, wanted])
    }

    /// A value with single spaces between its words: the kernel puts tabs there, and a line's end behind.
    package static func normalised(_ value: String) -> String {
        value.split { $0.isWhitespace }.joined(separator: " ")
    }
}
