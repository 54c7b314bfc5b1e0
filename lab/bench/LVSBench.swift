import ArgumentParser

/// Measures how fast the kernel's table is filled, read, changed and emptied, and how well virtual routers keep time.
@main
struct LVSBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lvs-bench",
        abstract: "How fast the kernel's IPVS table and the VRRP daemons' routers follow, and what that takes.",
        subcommands: [Speed.self, Routers.self, Groups.self, TopologyChanges.self, Checks.self, Allocations.self],
        defaultSubcommand: Speed.self)
}

/// Something that was measured did not do what it should: its time means nothing.
struct WrongResult: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
