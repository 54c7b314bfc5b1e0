package import Addresses
package import Tracking

/// What is watched.
package struct WatchList: Hashable, Sendable {
    package struct File: Hashable, Sendable {
        package let name: String
        /// Absolute.
        package let path: String
        package let kind: Kind

        /// What of a file is told.
        package enum Kind: Hashable, Sendable {
            /// The number that it holds.
            case number
            /// That it is another one than before.
            case document
        }

        package init(name: String, path: String, kind: Kind = .number) {
            self.name = name
            self.path = path
            self.kind = kind
        }
    }

    package struct Process: Hashable, Sendable {
        package let name: String
        package let pattern: ProcessPattern

        package init(name: String, pattern: ProcessPattern) {
            self.name = name
            self.pattern = pattern
        }
    }

    package var files: [File] = []
    package var processes: [Process] = []
    package var interfaces: [InterfaceName] = []
    package var addresses: Set<IPAddress> = []

    package init() {}
}

/// What was seen of something on the list: once at the beginning, and whenever it is different.
package enum WatchedFact: Hashable, Sendable {
    /// The number in the file of this name, 0 where there is none.
    case number(Int64, inFile: String)
    /// The document of this name is there anew, or gone.
    case changed(document: String)
    /// How many processes of the pattern of this name run.
    case running(Int, ofProcess: String)
    /// Whether an interface is there, up and has its carrier.
    case interface(InterfaceName, isUp: Bool)
    /// How an interface is cannot be found out so far, and why; it is tried again.
    case unreadable(InterfaceName, String)
    /// Which of the addresses that were listed then this host has now, on whatever interface.
    case present(Set<IPAddress>, of: Set<IPAddress>)
    /// Nothing is watched any more, and nothing that was told holds.
    case lost
}
