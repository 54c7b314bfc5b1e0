package import ControlMessages

extension VerificationMessage: Report {
    /// What differed has been put right.
    package var showsTrouble: Bool { false }

    package var text: String {
        guard !corrections.isEmpty else { return "the kernel holds what is wanted" }
        return (["put right:"] + corrections.map { "  \($0)" }).joined(separator: "\n").printableLines
    }
}

extension String {
    /// Each line without control characters.
    fileprivate var printableLines: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }.joined(separator: "\n")
    }
}
