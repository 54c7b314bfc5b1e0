import CLinux
import ManagementServers
package import Polling

/// The registry in a file of the state directory, on a thread of its own: a commit waits for the disk.
package actor SQLiteRegistry: AgentRegistry {
    private let executor: ThreadExecutor
    private let path: String
    private var open: Connection?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private struct Connection {
        let database: Database
        let register: Statement
        let forget: Statement
        let order: Statement
        let forgetOrders: Statement
        let live: Statement
    }

    /// - Parameter path: opened at the first use, and made where it is missing
    package init(path: String, executor: ThreadExecutor) {
        self.path = path
        self.executor = executor
    }

    package func lastAlive() throws(RegistryError) -> [String: Int64] {
        let statement = try connection().database.prepare("SELECT group_name, alive_at FROM life")
        var times: [String: Int64] = [:]
        while try statement.step() { times[statement.text(at: 0) ?? ""] = statement.number(at: 1) }
        return times
    }

    package func orders() throws(RegistryError) -> [StoredOrder] {
        let statement = try connection().database.prepare(
            "SELECT group_name, keyword, base, value FROM orders ORDER BY group_name, keyword")
        var orders: [StoredOrder] = []
        while try statement.step() {
            orders.append(
                StoredOrder(
                    group: statement.text(at: 0) ?? "", keyword: statement.text(at: 1) ?? "",
                    base: statement.text(at: 2) ?? "", value: statement.text(at: 3) ?? ""))
        }
        return orders
    }

    package func agents(after last: StoredAgent?, limit: Int) throws(RegistryError) -> [StoredAgent] {
        let statement = try connection().database.prepare(
            """
            SELECT group_name, id, zone, cluster, address, labels, servers, algorithm, connected_to, seen_at
            FROM agents WHERE (group_name, id) > (?1, ?2) ORDER BY group_name, id LIMIT ?3
            """)
        try statement.bind([
            .text(last?.group ?? ""), .text(last?.report.id.description ?? ""), .number(Int64(limit)),
        ])
        var agents: [StoredAgent] = []
        while try statement.step() {
            if let agent = AgentRow.read(statement) { agents.append(agent) }
        }
        return agents
    }

    package func commit(_ changes: [RegistryChange]) throws(RegistryError) {
        let connection = try connection()
        try connection.database.run("BEGIN IMMEDIATE", to: "write")
        do throws(RegistryError) {
            for change in changes { try write(change, connection) }
            try connection.database.run("COMMIT", to: "write")
        } catch {
            // Where the disk is full SQLite may have rolled back by itself.
            try? connection.database.run("ROLLBACK", to: "write")
            throw error
        }
    }

    private func write(_ change: RegistryChange, _ connection: Connection) throws(RegistryError) {
        switch change {
        case .registered(let agent):
            try connection.register.run(AgentRow.values(of: agent))
        case .forgotten(let id, let group, let time):
            try connection.forget.run([.text(group), .text(id.description), .number(time)])
        case .orders(let orders, let group):
            try connection.forgetOrders.run([.text(group)])
            for order in orders {
                try connection.order.run([
                    .text(order.group), .text(order.keyword), .text(order.base), .text(order.value),
                ])
            }
        case .alive(let time, let group):
            try connection.live.run([.text(group), .number(time)])
        }
    }

    private func connection() throws(RegistryError) -> Connection {
        if let open { return open }
        let database = try Database(path: path)
        try RegistrySchema.prepare(database)
        // Where each host is, and what it is called, is nobody else's business.
        chmod(path, 0o640)
        let connection = Connection(
            database: database,
            register: try database.prepare(
                "INSERT OR REPLACE INTO agents VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"),
            forget: try database.prepare("DELETE FROM agents WHERE group_name = ?1 AND id = ?2 AND seen_at < ?3"),
            order: try database.prepare("INSERT OR REPLACE INTO orders VALUES (?1, ?2, ?3, ?4)"),
            forgetOrders: try database.prepare("DELETE FROM orders WHERE group_name = ?1"),
            live: try database.prepare("INSERT OR REPLACE INTO life VALUES (?1, ?2)"))
        open = connection
        return connection
    }
}
