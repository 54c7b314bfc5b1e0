/// The kernel's IPVS itself (`IPVS_CMD_GET_INFO`).
public struct KernelInfo: Hashable, Sendable {
    /// A version of three numbers, such as 1.2.1.
    public struct Version: Hashable, Sendable, CustomStringConvertible {
        /// `NVERSION`, bits 16 to 23.
        public let major: UInt8
        /// Bits 8 to 15.
        public let minor: UInt8
        /// Bits 0 to 7.
        public let patch: UInt8

        public init(major: UInt8, minor: UInt8, patch: UInt8) {
            self.major = major
            self.minor = minor
            self.patch = patch
        }

        /// `1.2.1`
        public var description: String { "\(major).\(minor).\(patch)" }
    }

    /// Of IPVS, not of the kernel (`IPVS_INFO_ATTR_VERSION`).
    public let version: Version
    /// Buckets of the connection table, a power of two (module parameter `conn_tab_bits`).
    public let connectionTableSize: UInt32

    public init(version: Version, connectionTableSize: UInt32) {
        self.version = version
        self.connectionTableSize = connectionTableSize
    }
}
