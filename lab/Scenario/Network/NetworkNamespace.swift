/// A named network namespace, as `ip netns` keeps them.
package struct NetworkNamespace: Hashable, Sendable {
    package let name: String

    /// Makes the namespace, with `lo` up.
    package static func create(_ name: String) async throws -> NetworkNamespace {
        try await Command("ip", "netns", "add", name).succeed()
        let namespace = NetworkNamespace(name: name)
        try await namespace.ip("link set lo up")
        return namespace
    }

    /// Removes the name; the namespace goes when its last process and thread have left.
    package func delete() async {
        _ = try? await Command("ip", "netns", "delete", name).run()
    }

    /// Runs lines of `ip` commands in the namespace, up to the first that fails.
    package func ip(_ lines: String...) async throws {
        try await Command("ip", "-netns", name, "-batch", "-").succeed(input: lines.joined(separator: "\n") + "\n")
    }

    /// Sets a value under /proc/sys/net, such as `ipv4/ip_forward`.
    package func set(_ setting: String, to value: String) async throws {
        try await onThread("write \(setting)") {
            try ThreadFile.write(value, to: "/proc/sys/net/\(setting)")
        }
    }

    /// The IPv4 and IPv6 addresses of an interface, without prefix lengths; nothing where there is no such interface.
    package func addresses(of interface: String) async throws -> [String] {
        let lines = try await Command("ip", "-netns", name, "-oneline", "address", "show", "dev", interface).run()
        return lines.output.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count > 3, words[2] == "inet" || words[2] == "inet6" else { return nil }
            return words[3].split(separator: "/").first.map(String.init)
        }
    }

    /// Whether the interface holds the address.
    package func holds(_ address: String, on interface: String) async throws -> Bool {
        try await addresses(of: interface).contains(address)
    }
}
