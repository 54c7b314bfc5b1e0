import Addresses
import Glibc
import IPVSKit
import LabScenario
import Testing

// Somebody else changes the table between our reading and our writing.
extension Lab.IPVSKernelTests {
    /// What ipvsadm does meanwhile, and what it is about.
    private static let theirs = """
        -d -t 192.0.2.1:80 -r 10.0.0.1:80
        -d -t 192.0.2.1:80 -r 10.0.0.2:80
        -a -t 192.0.2.1:80 -r 10.0.0.3:80 -g -w 9
        -A -t 192.0.2.2:80 -s dh
        -D -t 192.0.2.3:80
        -D -t 192.0.2.4:80
        -D -t 192.0.2.5:80

        """

    private func entry(_ address: String, _ scheduler: Scheduler, _ servers: [RealServer] = []) throws -> TableEntry {
        TableEntry(VirtualService(try key(.tcp, address), scheduler: scheduler), realServers: servers)
    }

    @Test("where somebody was faster each failure says that the table changed, and reading again converges")
    func faster() async throws {
        try await play { namespace in
            let (kept, gone, new) = (
                try server("10.0.0.1:80", .nat, weight: 1), try server("10.0.0.2:80", .nat),
                try server("10.0.0.3:80", .nat)
            )
            let first = Table([
                try entry("192.0.2.1:80", .roundRobin, [kept, gone]), try entry("192.0.2.3:80", .roundRobin),
                try entry("192.0.2.4:80", .roundRobin), try entry("192.0.2.5:80", .roundRobin),
            ])
            #expect(try await make(first, in: namespace).0.isEmpty)
            var heavier = kept
            heavier.weight = 5
            let wanted = Table([
                try entry("192.0.2.1:80", .roundRobin, [heavier, new]), try entry("192.0.2.2:80", .roundRobin),
                try entry("192.0.2.4:80", .weightedRoundRobin), try entry("192.0.2.5:80", .roundRobin, [new]),
            ])
            let plan = TableDiff.plan(from: first, to: wanted) { _ in true }
            for line in Self.theirs.split(separator: "\n") {
                try await Command(["ipvsadm"] + line.split(separator: " ").map(String.init), in: namespace).succeed()
            }

            let failures = try await apply(plan.steps, in: namespace)
            #expect(Set(failures.map(\.step)) == Set(plan.steps), "none of it can be done any more")
            #expect(failures.allSatisfy { $0.showsChangedTable })
            var errnos: [String: Int32] = [:]
            for failure in failures { errnos[failure.step.description] = failure.error.errno }
            #expect(
                errnos == [
                    "add TCP 192.0.2.2:80": 17, "edit TCP 192.0.2.4:80": 3, "remove TCP 192.0.2.3:80": 3,
                    "add 10.0.0.3:80 to TCP 192.0.2.1:80": 17, "add 10.0.0.3:80 to TCP 192.0.2.5:80": 3,
                    "edit 10.0.0.1:80 of TCP 192.0.2.1:80": 2, "remove 10.0.0.2:80 from TCP 192.0.2.1:80": 2,
                ])

            let (again, table) = try await make(wanted, in: namespace)
            #expect(again.isEmpty)
            #expect(table == wanted)
        }
    }

    /// One round of a writer that takes its time between reading and writing.
    private func makeSlowly(_ wanted: Table, in namespace: NetworkNamespace) async throws -> [PlanFailure] {
        try await namespace.onThread("ipvs") {
            let client = try IPVSClient()
            let plan = TableDiff.plan(from: try client.table(), to: wanted) { _ in true }
            usleep(50_000)
            return try client.apply(plan)
        }
    }

    @Test("while somebody changes the table in a loop only entries fail, and the first plan after it converges")
    func race() async throws {
        try await play { namespace in
            let servers = try (1...3).map { try server("10.0.0.\($0):80", .nat) }
            let wanted = Table([try entry("192.0.2.1:80", .roundRobin, servers)])
            #expect(try await make(wanted, in: namespace).0.isEmpty)
            let loop = """
                while true; do
                    for number in 1 2 3; do
                        ipvsadm -d -t 192.0.2.1:80 -r 10.0.0.$number:80
                        ipvsadm -a -t 192.0.2.1:80 -r 10.0.0.$number:80 -g -w 7
                    done
                done
                """
            let workspace = try Workspace("second-writer")
            let writer = try await BackgroundProcess.start(
                Command("bash", "-c", loop, in: namespace), logFile: workspace.path("log"))
            var errnos: Set<Int32> = []
            try await eventually("additions and edits have failed", within: Lab.patience) {
                let failures = try await makeSlowly(wanted, in: namespace)
                #expect(failures.allSatisfy { $0.showsChangedTable }, "\(failures)")
                errnos.formUnion(failures.map(\.error.errno))
                return errnos == [EEXIST, ENOENT]
            }
            try await writer.crash()
            workspace.remove()
            let (failures, table) = try await make(wanted, in: namespace)
            #expect(failures.isEmpty)
            #expect(table == wanted)
        }
    }
}
