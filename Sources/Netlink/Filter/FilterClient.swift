import CLinux
import CNetlink

/// The filter's table in the kernel (nf_tables over nfnetlink), to look for and to change.
///
/// Not Sendable: one thread uses it.
package final class FilterClient {
    private let connection: NetlinkConnection
    /// The netlink port that its changes come from, as others hear of them.
    package let port: UInt32

    package convenience init() throws(NetlinkError) {
        let socket = try NetlinkSocket(NETLINK_NETFILTER)
        self.init(over: NetlinkConnection(socket), port: socket.port)
    }

    /// Speaks nfnetlink over a connection that is there.
    package init(over connection: NetlinkConnection, port: UInt32 = 0) {
        self.connection = connection
        self.port = port
    }

    /// Whose the table of this name is: ours if it has our name or our mark.
    package func owner(of name: String) throws(NetlinkError) -> FilterTableOwner {
        do throws(NetlinkError) {
            let found = try connection.get(
                "looking for \(Self.phrase(name))", type: FilterTransaction.messageType(NFT_MSG_GETTABLE)
            ) { writer in
                FilterTransaction.writeHeader(into: &writer)
                writer.text(NFTA_TABLE_NAME, name)
            } decode: { message throws(DecodeFailure) in
                try FilterTableAttributes(message.attributes(after: FilterTransaction.headerSize))
            }
            guard let found else { return .nobody }
            return name == FilterTable.standardName || found.userData == FilterTransaction.mark ? .us : .others
        } catch {
            guard error.errno == ENOENT else { throw error }
            return .nobody
        }
    }

    /// Makes a table with these addresses, in place of one of the same name where there is one.
    package func replace(_ table: FilterTable, closing addresses: [ClosedAddress]) throws(NetlinkError) {
        var transaction = FilterTransaction(of: table.name)
        transaction.replaceTable(table)
        for address in addresses { transaction.close(address) }
        try run(transaction, "making \(Self.phrase(table.name))")
    }

    /// Puts addresses into a table that is there and takes others out; either all of it is done or nothing.
    package func change(
        _ table: FilterTable, closing: [ClosedAddress], opening: [ClosedAddress]
    ) throws(NetlinkError) {
        var transaction = FilterTransaction(of: table.name)
        for address in closing { transaction.close(address) }
        for address in opening { transaction.open(address) }
        try run(transaction, "changing \(Self.phrase(table.name))")
    }

    /// Removes a table; `ENOENT` where there is none.
    package func remove(_ table: FilterTable) throws(NetlinkError) {
        var transaction = FilterTransaction(of: table.name)
        transaction.removeTable()
        try run(transaction, "removing \(Self.phrase(table.name))")
    }

    private func run(_ transaction: consuming FilterTransaction, _ attempt: String) throws(NetlinkError) {
        guard let failure = try connection.runTransaction(transaction.finished()).failures.first else { return }
        throw NetlinkError(attempt, errno: failure.errno, explanation: failure.explanation)
    }

    private static func phrase(_ name: String) -> String { "table inet \(name) of nf_tables" }
}

/// What is read of a table (`NFTA_TABLE_…`).
private struct FilterTableAttributes: AttributeRecord {
    var userData: [UInt8]?

    mutating func fields(_ coder: inout AttributeCoder) {
        coder.bytes(Int(NFTA_TABLE_USERDATA.rawValue), &userData)
    }
}
