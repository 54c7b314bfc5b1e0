import CSQLite

/// One connection to a database file. Not for two threads at a time.
final class Database {
    let path: String
    private let handle: OpaquePointer

    /// Opens the file, and makes it where it is missing.
    init(path: String) throws(RegistryError) {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let handle else {
            let reason = handle.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
            sqlite3_close_v2(handle)
            throw RegistryError(path: path, kind: .failed("open", reason: reason))
        }
        self.path = path
        self.handle = handle
        sqlite3_busy_timeout(handle, 2_000)
    }

    deinit {
        sqlite3_close_v2(handle)
    }

    /// Runs statements that have no results.
    func run(_ sql: String, to attempt: String) throws(RegistryError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code, attempt) }
    }

    func prepare(_ sql: String) throws(RegistryError) -> Statement {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw failure(code, "read") }
        return Statement(statement, of: self)
    }

    /// The one number that a statement gives.
    func number(_ sql: String) throws(RegistryError) -> Int64 {
        let statement = try prepare(sql)
        return try statement.step() ? statement.number(at: 0) : 0
    }

    /// The one text that a statement gives.
    func text(_ sql: String) throws(RegistryError) -> String? {
        let statement = try prepare(sql)
        return try statement.step() ? statement.text(at: 0) : nil
    }

    /// What went wrong, by SQLite's code.
    func failure(_ code: CInt, _ attempt: String) -> RegistryError {
        let reason = String(cString: sqlite3_errmsg(handle))
        switch code & 0xFF {
        case SQLITE_CORRUPT, SQLITE_NOTADB: return RegistryError(path: path, kind: .corrupt(reason))
        default: return RegistryError(path: path, kind: .failed(attempt, reason: reason))
        }
    }
}

/// A prepared statement of a database.
final class Statement {
    private let handle: OpaquePointer
    private let database: Database

    init(_ handle: OpaquePointer, of database: Database) {
        self.handle = handle
        self.database = database
    }

    deinit {
        sqlite3_finalize(handle)
    }

    /// Binds the parameters from the first on.
    func bind(_ values: [Value]) throws(RegistryError) {
        sqlite3_reset(handle)
        for (index, value) in values.enumerated() {
            let place = CInt(truncatingIfNeeded: index + 1)
            let code =
                switch value {
                case .null: sqlite3_bind_null(handle, place)
                case .number(let number): sqlite3_bind_int64(handle, place, number)
                case .text(let text):
                    csqlite_bind_text(handle, place, text, CInt(truncatingIfNeeded: text.utf8.count))
                }
            guard code == SQLITE_OK else { throw database.failure(code, "write") }
        }
    }

    /// Goes on to the next row; false where there is none.
    func step() throws(RegistryError) -> Bool {
        let code = sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw database.failure(code, sqlite3_stmt_readonly(handle) != 0 ? "read" : "write")
        }
    }

    /// Runs the statement with these parameters.
    func run(_ values: [Value]) throws(RegistryError) {
        try bind(values)
        while try step() {}
        sqlite3_reset(handle)
    }

    func number(at column: CInt) -> Int64 { sqlite3_column_int64(handle, column) }

    func text(at column: CInt) -> String? {
        guard let bytes = sqlite3_column_text(handle, column) else { return nil }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }
}

extension Statement {
    /// A parameter's value.
    enum Value {
        case null
        case number(Int64)
        case text(String)

        static func text(_ text: String?) -> Value {
            text.map { .text($0) } ?? .null
        }
    }
}
