/// The matrix with all that belongs to it, for people who put other VRRP programs beside swiftlvsd: docs/interop.md.
package struct InteropDocument: Sendable {
    package init() {}

    /// In Markdown.
    package var text: String {
        [introduction, results, steps, features, notes, running].joined(separator: "\n")
    }

    private var introduction: String {
        """
        # Other VRRP programs beside swiftlvsd

        The two nodes of a pair need not run the same program: during a migration they do not. This is what was proved on
        a real kernel with the programs that Debian 12 ships, \(peers), each in both roles: swiftlvsd as
        the preferred master (priority \(InteropConfiguration.preferredPriority)) with the other program as its backup \
        (\(InteropConfiguration.otherPriority)), and the other way round.

        """
    }

    private var peers: String {
        InteropCell.Peer.allCases.map(\.rawValue).joined(separator: " and ")
    }

    private var results: String {
        """
        ## What was seen

        \(InteropMatrix().text)
        `yes`: every step below went as it says. `n/a`: there is nothing to try:

        \(inapplicable)

        """
    }

    /// One line for each reason.
    private var inapplicable: String {
        var reasons: [String] = []
        for case let (cell, reason?) in InteropCell.all.map({ ($0, $0.inapplicable) }) {
            let line = "- \(cell.feature.rawValue): \(reason)."
            if !reasons.contains(line) { reasons.append(line) }
        }
        return reasons.joined(separator: "\n")
    }

    private var steps: String {
        let lines = InteropStep.allCases.enumerated().map { "\($0.offset + 1). \($0.element.rawValue)" }
        return """
            ## What each combination goes through

            \(lines.joined(separator: "\n"))

            After each step one node holds all virtual addresses and the other one none. Before the last one swiftlvsd's
            counters are looked at: it has dropped none of the peer's advertisements. Advertisements leave every second.

            """
    }

    private var features: String {
        let rows = InteropCell.Feature.allCases.map { "| \($0.rawValue) | \($0.settings) | \($0.proof) |" }
        return """
            | | both nodes have | what is looked at, too |
            | --- | --- | --- |
            \(rows.joined(separator: "\n"))

            """
    }

    private var notes: String {
        let feature = InteropCell.Feature.version3
        return """
            ## Before you mix them

            - Both nodes need the same version, VRID, interval (version 2 drops another one) and addresses.
            - keepalived of Debian 12 has no `auth_hmac`: it drops signed advertisements as too long, and then both are
              master. Leave `auth_hmac` out, or set it to `mode receive-only` on swiftlvsd until keepalived is gone.
            - Version 3 over IPv4 has two checksums, RFC 5798's with a pseudo header and RFC 9568's without. swiftlvsd sends
              the first one, which both programs demand, and takes either.
            - FRR leaves MAC address and virtual addresses to a macvlan that you make (its manual says how). Set `arp_ignore`
              of its parent to 1, too, or the parent answers for the virtual address with a MAC address of its own.
            - With `use_vmac` swiftlvsd and keepalived make such an interface and the setting themselves, so that clients
              keep the MAC address they know. Without it the address moves to another MAC address, which the new master
              announces.

            The files of one combination (\(feature.rawValue)): swiftlvsd as the preferred master, in the words that keepalived
            reads, too,

            \(indented(InteropConfiguration(feature, isPreferred: true).keepalived))

            and FRR as its backup:

            \(indented(InteropConfiguration(feature, isPreferred: false).frr))

            """
    }

    private var running: String {
        """
        ## Run it yourself

        `make test` runs the matrix with everything else, on User-Mode Linux where the host's kernel has no IPVS. Alone it
        takes about three minutes, needs the Debian packages `keepalived` and `frr`, and prints the table:

            swift build -c release --build-tests
            lab/run .build/release/swiftlvsdPackageTests.xctest --testing-library swift-testing --filter InteropTests

        This page is printed from `lab/Scenario/Interop`; a test compares the two, and writes the page anew with
        `UPDATE_DOCUMENTS=1 swift test --filter InteropDocumentTests`.

        """
    }

    private func indented(_ text: String) -> String {
        text.split(separator: "\n").filter { $0.contains { $0 != " " } }.map { "    \($0)" }.joined(separator: "\n")
    }
}
