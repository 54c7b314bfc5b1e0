import FoundationEssentials

/// What the corpus' files expect of a machine: interfaces, scripts, files, and servers behind the services.
package struct CorpusStage: Sendable {
    package let namespace: NetworkNamespace

    private static let scripts = "/etc/keepalived/scripts"
    private static let files = "/run/keepalived"

    /// Puts a file system of its own over /etc/keepalived, with the scripts, and makes the files in /run. Only for a
    /// machine or a mount namespace that is the laboratory's own.
    package static func prepareMachine() async throws {
        guard !FileManager.default.fileExists(atPath: scripts) else { return }
        try await Command("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", "/etc/keepalived").succeed()
        try FileManager.default.createDirectory(atPath: scripts, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: files, withIntermediateDirectories: true)
        for (name, body) in ["good": "exit 0", "bad": "exit 1", "weight": "exit $1", "slow": "sleep 60", "notify": ":"]
        {
            let path = "\(scripts)/\(name).sh"
            try "#!/bin/sh\n\(body)\n".write(toFile: path, atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        }
        for (name, number) in ["maintenance": 0, "load": 0, "weight": 3, "down": 1] {
            try "\(number)\n".write(toFile: "\(files)/\(name)", atomically: false, encoding: .utf8)
        }
    }

    /// Makes a namespace with the interfaces that the files name, each with a peer beside it, and the real servers'
    /// addresses.
    package static func build(_ name: String) async throws -> CorpusStage {
        try await Command("ip", "netns", "add", name).succeed()
        let namespace = NetworkNamespace(name: name)
        var lines = ["link set lo up"]
        for number in 0..<3 {
            // The same hardware addresses everywhere, so that link-local addresses can be compared.
            lines += [
                "link add eth\(number) address 02:00:00:00:01:0\(number) type veth"
                    + " peer name p\(number) address 02:00:00:00:02:0\(number)",
                "link set p\(number) up", "link set eth\(number) up",
            ]
        }
        lines += [
            "address add 192.0.2.2/24 dev eth0", "address add 2001:db8::2/64 dev eth0 nodad",
            "address add 10.0.0.2/24 dev eth1", "address add 2001:db8:1::2/64 dev eth1 nodad",
            "address add 198.51.100.2/24 dev eth2",
        ]
        for number in [11, 12, 13, 14, 15, 19] {
            lines.append("address add 10.0.0.\(number)/32 dev lo")
            lines.append("address add 2001:db8:1::\(number)/128 dev lo nodad")
        }
        try await Command("ip", "-netns", name, "-batch", "-").succeed(input: lines.joined(separator: "\n") + "\n")
        return CorpusStage(namespace: namespace)
    }

    package func tearDown() async { await namespace.delete() }
}
