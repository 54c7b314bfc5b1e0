import Glibc

/// Users and groups by name, as this host knows them.
package enum UserDirectory {
    /// A user's number and group.
    package static func user(_ name: String) -> (user: UInt32, group: UInt32)? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 1 << 14)
        let result = getpwnam_r(name, &entry, &buffer, buffer.count, &found)
        if result == 0, found != nil { return (entry.pw_uid, entry.pw_gid) }
        guard let number = UInt32(name) else { return nil }
        guard getpwuid_r(number, &entry, &buffer, buffer.count, &found) == 0, found != nil else {
            return (number, number)
        }
        return (entry.pw_uid, entry.pw_gid)
    }

    /// A group's number.
    package static func group(_ name: String) -> UInt32? {
        var entry = group_()
        var found: UnsafeMutablePointer<group_>?
        var buffer = [CChar](repeating: 0, count: 1 << 14)
        let result = getgrnam_r(name, &entry, &buffer, buffer.count, &found)
        return result == 0 && found != nil ? entry.gr_gid : UInt32(name)
    }

    /// All groups of a user, `group` included.
    package static func groups(of name: String, and group: UInt32) -> [UInt32] {
        var count: Int32 = 256
        var groups = [gid_t](repeating: 0, count: Int(count))
        guard getgrouplist(name, group, &groups, &count) >= 0 else { return [group] }
        return Array(groups.prefix(Int(count)))
    }

    private typealias group_ = Glibc.group
}
