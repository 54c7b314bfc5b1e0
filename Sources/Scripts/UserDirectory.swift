import Glibc

/// Users and groups by name, as this host knows them.
package enum UserDirectory {
    /// What an entry of the host's lists may take at most.
    private static let largestEntry = 1 << 24
    private static let mostGroups: Int32 = 1 << 16

    /// A user's number and group.
    package static func user(_ name: String) -> (user: UInt32, group: UInt32)? {
        var entry = passwd()
        if find({ getpwnam_r(name, &entry, $0, $1, $2) }) { return (entry.pw_uid, entry.pw_gid) }
        guard let number = UInt32(name) else { return nil }
        guard find({ getpwuid_r(number, &entry, $0, $1, $2) }) else { return (number, number) }
        return (entry.pw_uid, entry.pw_gid)
    }

    /// A group's number.
    package static func group(_ name: String) -> UInt32? {
        var entry = group_()
        return find { getgrnam_r(name, &entry, $0, $1, $2) } ? entry.gr_gid : UInt32(name)
    }

    /// All groups of a user, `group` included.
    package static func groups(of name: String, and group: UInt32) -> [UInt32] {
        var room: Int32 = 256
        while room <= mostGroups {
            var count = room
            var groups = [gid_t](repeating: 0, count: Int(room))
            if getgrouplist(name, group, &groups, &count) >= 0 { return Array(groups.prefix(Int(count))) }
            room = max(room * 2, count)
        }
        return [group]
    }

    /// Looks an entry up, with more and more room for it: groups have long lists of members.
    private static func find<Entry>(
        _ look: (UnsafeMutablePointer<CChar>, Int, UnsafeMutablePointer<UnsafeMutablePointer<Entry>?>) -> Int32
    ) -> Bool {
        var found: UnsafeMutablePointer<Entry>?
        var room = 1 << 14
        while room <= largestEntry {
            var buffer = [CChar](repeating: 0, count: room)
            let result = look(&buffer, room, &found)
            guard result == ERANGE else { return result == 0 && found != nil }
            room *= 4
        }
        return false
    }

    private typealias group_ = Glibc.group
}
