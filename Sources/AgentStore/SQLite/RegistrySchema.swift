/// The tables of a registry, and how a file is told from others.
enum RegistrySchema {
    static let version = 1
    /// "SLVS", in the file's header.
    private static let applicationID = 0x534C_5653

    private static let tables = """
        CREATE TABLE agents (
            group_name TEXT NOT NULL, id TEXT NOT NULL, zone TEXT, cluster TEXT, address TEXT, labels TEXT NOT NULL,
            servers TEXT, algorithm TEXT, connected_to TEXT, seen_at INTEGER NOT NULL,
            PRIMARY KEY (group_name, id)
        ) WITHOUT ROWID;
        CREATE TABLE orders (
            group_name TEXT NOT NULL, keyword TEXT NOT NULL, base TEXT NOT NULL, value TEXT NOT NULL,
            PRIMARY KEY (group_name, keyword)
        ) WITHOUT ROWID;
        CREATE TABLE life (group_name TEXT NOT NULL PRIMARY KEY, alive_at INTEGER NOT NULL) WITHOUT ROWID;
        """

    /// Makes sure that the file is a registry of a version that is known, sound, and written so that a power cut takes
    /// nothing that was acknowledged.
    static func prepare(_ database: Database) throws(RegistryError) {
        // One daemon owns the file, so nothing of it has to be shared between processes.
        try database.run("PRAGMA locking_mode = EXCLUSIVE; PRAGMA foreign_keys = OFF", to: "open")
        let version = Int(try database.number("PRAGMA user_version"))
        let application = Int(try database.number("PRAGMA application_id"))
        let isEmpty = try database.number("SELECT count(*) FROM sqlite_schema") == 0
        guard application == applicationID || (application == 0 && isEmpty) else {
            throw RegistryError(path: database.path, kind: .foreign)
        }
        guard version <= Self.version else {
            throw RegistryError(path: database.path, kind: .newer(version: version, known: Self.version))
        }
        let check = try database.text("PRAGMA quick_check(1)")
        guard check == "ok" else { throw RegistryError(path: database.path, kind: .corrupt(check ?? "")) }
        try database.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", to: "open")
        guard isEmpty else { return }
        try database.run(
            "BEGIN; PRAGMA application_id = \(applicationID); PRAGMA user_version = \(Self.version); \(tables) COMMIT",
            to: "make")
    }
}
