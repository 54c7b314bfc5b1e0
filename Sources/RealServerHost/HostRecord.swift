package import Addresses

/// What was changed on a host to make it a real server, so that it can be undone.
package struct HostRecord: Hashable, Sendable, Codable {
    /// A virtual IP that the host has.
    package struct Address: Hashable, Sendable, Codable {
        package var address: IPAddress
        package var interface: String
        package var method: RealServerMethod
        /// False where somebody else had put it there before.
        package var isOurs: Bool
    }

    /// An interface that a virtual IP is on.
    package struct Interface: Hashable, Sendable, Codable {
        package var name: String
        package var wasMade: Bool
        package var wasSwitchedOn: Bool
    }

    /// A setting of the kernel.
    package struct Setting: Hashable, Sendable, Codable {
        package var setting: HostSetting
        package var before: Int
        package var after: Int

        package init(setting: HostSetting, before: Int, after: Int) {
            self.setting = setting
            self.before = before
            self.after = after
        }
    }

    /// In the order in which they came.
    package var addresses: [Address] = []
    package var interfaces: [Interface] = []
    package var settings: [Setting] = []

    package init() {}

    package var isEmpty: Bool { addresses.isEmpty && interfaces.isEmpty && settings.isEmpty }
}
