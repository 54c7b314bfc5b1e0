/// What comes of an attempt to open a TCP connection.
package enum ConnectionAttempt: Hashable, Sendable {
    case accepted
    /// A reset: somebody took the packet and has nobody listening.
    case refused
    /// Nothing came back in two seconds.
    case unanswered
    /// Something else, such as no way to the address.
    case failed(String)
}

extension NetworkNamespace {
    /// Tries to open a TCP connection; on port 9 nobody listens.
    package func connect(to address: String, port: Int = 9) async throws -> ConnectionAttempt {
        let attempt = try await Command(
            "timeout", "2", "bash", "-c", "</dev/tcp/\(address)/\(port)", in: self
        ).run()
        switch attempt.exitCode {
        case 0: return .accepted
        case 124: return .unanswered
        default: return attempt.errors.contains("refused") ? .refused : .failed(attempt.errors)
        }
    }

    /// The hardware address that a neighbour's answer has brought; nil where none has.
    package func hardwareAddress(of neighbour: String) async throws -> String? {
        let entry = try await Command("ip", "-netns", name, "neigh", "show", neighbour).succeed()
        return entry.firstMatch(of: /lladdr (\S+)/).map { String($0.1) }
    }

    /// The hardware address of an interface.
    package func hardwareAddress(ofInterface interface: String) async throws -> String {
        let link = try await Command("ip", "-netns", name, "link", "show", "dev", interface).succeed()
        return link.firstMatch(of: /link\/ether (\S+)/).map { String($0.1) } ?? ""
    }
}
