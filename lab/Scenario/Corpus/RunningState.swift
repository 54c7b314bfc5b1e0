/// What a load balancer has made of a namespace: IPVS, addresses, routes and rules, a line each, sorted, without what
/// differs from run to run (interface numbers, lifetimes, seconds left).
package struct RunningState: Hashable, Sendable {
    package let lines: [String]

    package init(lines: [String]) { self.lines = lines }

    package static func read(in namespace: NetworkNamespace) async throws -> RunningState {
        // One process for all of it: on a slow machine starting them takes longest.
        let script = """
            ipvsadm -Sn | sed 's/^/ipvs /'
            ip -o address show | sed 's/^/address /'
            ip -4 route show table all | sed 's/^/route /'
            ip -6 route show table all | sed 's/^/route6 /'
            ip -4 rule | sed 's/^/rule /'
            ip -6 rule | sed 's/^/rule6 /'
            """
        let text = try await Command("sh", "-c", script, in: namespace).succeed()
        return RunningState(lines: lines(of: text))
    }

    /// The lines of the commands' output as they are compared.
    package static func lines(of text: String) -> [String] {
        var lines: [String] = []
        for line in text.split(separator: "\n") {
            // A route's next hops stand on lines of their own.
            if let last = lines.last, let kind = line.split(separator: " ").first, line.contains("\tnexthop") {
                lines[lines.count - 1] = last + " " + normalized(line.dropFirst(kind.count))
            } else {
                lines.append(normalized(line))
            }
        }
        return lines.sorted()
    }

    private static func normalized(_ line: Substring) -> String {
        let words = line.split { $0 == " " || $0 == "\t" || $0 == "\\" }
        var result: [Substring] = []
        var index = 0
        while index < words.count {
            switch words[index] {
            case "valid_lft", "preferred_lft", "expires": index += 2
            case "dynamic": index += 1
            case let word:
                if !(index == 1 && words[0] == "address") { result.append(word) }
                index += 1
            }
        }
        return result.joined(separator: " ")
    }

    /// The lines that one has and the other has not, a line as often as it is missing.
    package func missing(from other: RunningState) -> [String] {
        var rest = other.lines
        return lines.filter { line in
            guard let index = rest.firstIndex(of: line) else { return true }
            rest.remove(at: index)
            return false
        }
    }
}
