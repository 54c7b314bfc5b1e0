import Addresses
import ManagedAgent
import Testing

@Suite("The kernel's table of connections")
struct SocketTableTests {
    private static let header = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"

    @Test("established connections to the ports that matter are found, in either family")
    func reads() {
        let table =
            Self.header
                + """
                   0: 0A01010A:D431 0101010A:203A 01 00000000:00000000 00:00000000 00000000     0        0 1
                   1: 0A01010A:D432 0201010A:203A 06 00000000:00000000 00:00000000 00000000     0        0 2
                   2: 0A01010A:D433 0301010A:0050 01 00000000:00000000 00:00000000 00000000     0        0 3
                   3: 00000000:203A 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4
                """
        #expect(SocketTable.peers(in: Array(table.utf8), ports: [8250]).map(\.description) == ["10.1.1.1:8250"])
        let six =
            Self.header
                + """
                   0: 0000000000000000FFFF00000A01010A:D431 0000000000000000FFFF00000201010A:203A 01 00000000:00000000
                   1: B80D0120000000000000000001000000:D431 B80D0120000000000000000002000000:203A 01 00000000:00000000
                """
        #expect(
            SocketTable.peers(in: Array(six.utf8), ports: [8250]).map(\.description)
                == ["10.1.1.2:8250", "[2001:db8::2]:8250"])
    }

    @Test(
        "a line that is cut or strange is passed over",
        arguments: [
            "0: 0A01010A:D431 0101010A:203A", "0: a:b c:d 01 x", "0: x 0101010A:203A01 01 x", "", ":::",
            "0: x 01:203A 01 x",
        ])
    func strange(line: String) {
        #expect(SocketTable.peers(in: Array((Self.header + line).utf8), ports: [8250, 0]).isEmpty)
    }
}
