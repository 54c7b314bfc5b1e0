package import ControlMessages

extension RealServerMessage: Report {
    package var showsTrouble: Bool { virtualIPs.contains { !$0.faults.isEmpty } }

    package var text: String {
        guard !virtualIPs.isEmpty || !done.isEmpty else { return "this host has no virtual IPs" }
        var table = Table([("VIRTUAL IP", .left), ("INTERFACE", .left), ("METHOD", .left), ("STATE", .left)])
        for entry in virtualIPs {
            table.add([
                entry.address, entry.interface, entry.method,
                entry.faults.isEmpty ? "ready" : entry.faults.joined(separator: "; "),
            ])
        }
        return (done.map(\.printable) + (virtualIPs.isEmpty ? [] : table.lines)).joined(separator: "\n")
    }
}
