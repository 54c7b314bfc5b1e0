// A small ipvsadm on top of IPVSKit: shows, saves and restores the IPVS table of this network namespace.

import Glibc
import IPVSKit

func run(_ arguments: [String]) throws -> Bool {
    let client = try IPVSClient()
    switch arguments {
    case ["-Ln"], []:
        print(ListFormat.text(try client.info(), try client.status()), terminator: "")
    case ["-Sn"]:
        print(SaveFormat.text(try client.table()), terminator: "")
    case ["-R"]:
        var lines = ""
        while let line = readLine(strippingNewline: false) { lines += line }
        // One batch after the other; what the kernel refuses does not stop the rest.
        let failures = try client.apply(SaveFormat.plan(lines))
        for failure in failures { complain("\(failure)") }
        return failures.isEmpty
    default:
        complain("usage: ipvs-list [-Ln | -Sn | -R]")
        return false
    }
    return true
}

func complain(_ text: String) {
    let line = Array("ipvs-list: \(text)\n".utf8)
    write(STDERR_FILENO, line, line.count)
}

do {
    exit(try run(Array(CommandLine.arguments.dropFirst())) ? 0 : 1)
} catch {
    complain("\(error)")
    exit(1)
}
