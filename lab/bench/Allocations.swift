import AllocationCounter
import ArgumentParser
import BenchFigures
import FoundationEssentials
import IPVSKit
import Netlink

/// Allocations for each row of a table and each advertisement, against a file of budgets.
struct Allocations: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "How often memory is asked for: for each row of a table, for each advertisement, against a file of budgets.",
        discussion: "Needs no kernel that has IPVS. More than a budget allows is an error.")

    @Option(help: "The budgets.")
    var budgets = "lab/bench/allocations.json"

    @Option(help: "Virtual services in the table, each with ten real servers.")
    var size = 1_000

    @Option(help: "How often everything is done; more than once for a profiler.")
    var rounds = 1

    func run() throws {
        let json = try Data(contentsOf: URL(filePath: budgets))
        let budgets = AllocationBudgets(try JSONDecoder().decode([String: Double].self, from: json))
        var measured: [String: Double] = [:]
        let table = TableSize(services: size)
        let kernel = SyntheticKernel(holding: table.table())
        for _ in 0..<rounds {
            measured = try measure(table, with: kernel)
            for (work, found) in try AdvertRound().measure() { measured[work] = found }
        }
        for (work, found) in measured.sorted(by: { $0.key < $1.key }) {
            print("\(work): \(found) allocations each\(budgets.budgets[work].map { ", budget \($0)" } ?? "")")
        }
        let excesses = budgets.excesses(of: measured)
        for excess in excesses { print("over budget: \(excess)") }
        if !excesses.isEmpty { throw ExitCode.failure }
    }

    private func measure(_ size: TableSize, with kernel: SyntheticKernel) throws -> [String: Double] {
        let wanted = size.table()
        let client = try IPVSClient(over: NetlinkConnection(kernel))
        var measured: [String: Double] = [:]

        func count<Value>(_ work: String, _ body: () throws -> Value) rethrows -> Value {
            let before = allocationcounter_now()
            let value = try body()
            let found = Double(allocationcounter_now() - before) / Double(size.rows)
            measured[work] = (found * 1_000).rounded() / 1_000
            return value
        }

        let plan = count("plan an empty table's filling") { TableDiff.plan(from: Table(), to: wanted) { _ in false } }
        let failures = try count("encode and send a plan") { try client.apply(plan) }
        let found = try count("read a table") { try client.table() }
        let status = try count("read a table with its counters") { try client.status() }
        let nothing = count("compare equal tables") { TableDiff.plan(from: found, to: wanted) { _ in true } }
        guard failures.isEmpty, found == wanted, status.count == size.services, nothing.isEmpty else {
            throw WrongResult("what was counted did not do what it should")
        }
        return measured
    }
}
