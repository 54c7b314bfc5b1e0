package import Netlink

/// What the address filter needs of the kernel; see `FilterClient`.
package protocol FilterProgramming {
    func owner(of name: String) throws(NetlinkError) -> FilterTableOwner
    func replace(_ table: FilterTable, closing addresses: [ClosedAddress]) throws(NetlinkError)
    func change(_ table: FilterTable, closing: [ClosedAddress], opening: [ClosedAddress]) throws(NetlinkError)
    func remove(_ table: FilterTable) throws(NetlinkError)
}

extension FilterClient: FilterProgramming {}
