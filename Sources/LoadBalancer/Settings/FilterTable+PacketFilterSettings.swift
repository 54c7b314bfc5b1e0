import Netlink
import NodeConfiguration

extension FilterTable {
    /// The table by which `no_accept` holds.
    init(_ settings: PacketFilterSettings) {
        self.init(
            name: settings.tableName ?? Self.standardName, priority: settings.priority, counts: settings.counts)
    }
}
