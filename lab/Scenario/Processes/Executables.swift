import FoundationEssentials

/// Where the programs under test lie: beside the running program, unless LAB_BIN names another folder.
package enum Executables {
    package static var folder: String {
        if let folder = ProcessInfo.processInfo.environment["LAB_BIN"] { return folder }
        guard let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else { return "." }
        return own.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    }

    package static func path(of program: String) -> String { "\(folder)/\(program)" }
}
