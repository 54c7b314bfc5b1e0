import Deadlines

/// The modules of the running kernel. They are the whole machine's, so only a kernel that is the laboratory's own is
/// played with.
package enum KernelModules {
    private static let loader = "/proc/sys/kernel/modprobe"

    /// Whether this kernel is User-Mode Linux.
    package static var areOurs: Bool {
        (try? ThreadFile.read("/proc/cpuinfo"))?.contains("User Mode Linux") == true
    }

    package static func load(_ module: String) async throws {
        try await Command("modprobe", module).succeed()
    }

    /// The loaded modules whose names begin like this.
    package static func loaded(_ prefix: String) throws -> [String] {
        try ThreadFile.read("/proc/modules").split(separator: "\n")
            .compactMap { $0.split(separator: " ").first.map(String.init) }
            .filter { $0.hasPrefix(prefix) }
    }

    /// Plays while the kernel cannot load a module by itself.
    package static func withoutLoading(_ scenario: () async throws -> Void) async throws {
        let program = try ThreadFile.read(loader)
        try ThreadFile.write("/bin/false", to: loader)
        defer { try? ThreadFile.write(program, to: loader) }
        try await scenario()
    }

    /// Empties the table of a namespace, the only one that has services, and takes `ip_vs` out of the kernel.
    package static func removeIPVS(usedIn namespace: NetworkNamespace) async throws {
        // A daemon may put its services back at any moment; they hold the modules.
        try await eventually("ip_vs leaves the kernel", within: .seconds(60)) {
            let modules = try loaded("ip_vs")
            guard !modules.isEmpty else { return true }
            _ = try await Command("ipvsadm", "--clear", in: namespace).run()
            // Those that others need come last, as they stand in the list.
            let dependents = modules.filter { $0 != "ip_vs" }
            _ = try await Command(["rmmod"] + dependents + ["ip_vs"]).run()
            return try loaded("ip_vs").isEmpty
        }
    }
}
