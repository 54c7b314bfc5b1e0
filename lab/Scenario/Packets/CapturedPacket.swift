package import ControlMessages

/// One packet as `tcpdump -tt -n -e -vv` prints it.
package struct CapturedPacket: Sendable, CustomStringConvertible {
    package let at: Timestamp
    /// Where the Ethernet frame comes from.
    package let sourceMAC: String
    /// Where it goes.
    package let destinationMAC: String
    /// Everything after the time, on one line.
    package let text: String

    package var description: String { "\(at) \(text)" }

    /// The packets in tcpdump's output; what is no packet, and a last one that is not written to its end, is left out.
    package static func all(in output: String) -> [CapturedPacket] {
        let end = output.lastIndex(of: "\n") ?? output.startIndex
        var entries: [String] = []
        for line in output[..<end].split(separator: "\n") {
            if line.first?.isWhitespace == true {
                guard !entries.isEmpty else { continue }
                entries[entries.count - 1] += " " + line.drop(while: \.isWhitespace)
            } else {
                entries.append(String(line))
            }
        }
        return entries.compactMap { CapturedPacket($0) }
    }

    private init?(_ entry: String) {
        guard let match = entry.prefixMatch(of: #/(\d+)\.(\d{6}) (\S+) > (\S+), /#),
            let seconds = Int64(match.1), let microseconds = Int64(match.2)
        else { return nil }
        at = Timestamp(microsecondsSince1970: seconds * 1_000_000 + microseconds)
        sourceMAC = String(match.3)
        destinationMAC = String(match.4)
        text = String(entry[entry.index(match.2.endIndex, offsetBy: 1)...])
    }

    /// The address that a gratuitous ARP announces: it asks for its own.
    package var announcedAddress: String? {
        guard let match = text.firstMatch(of: /who-has (\S+) .*tell ([^,\s]+),/), match.1 == match.2 else { return nil }
        return String(match.1)
    }
}
