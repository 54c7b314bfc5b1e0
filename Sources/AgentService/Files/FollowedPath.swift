import CLinux
import Glibc

/// Where a path leads, through symbolic links that may be trusted.
///
/// The program works as root on a file in somebody else's folder: whoever owns that folder could make a link to any file
/// of the host there. So a link counts only where it and its folder belong to root or to the owner of the file behind it.
enum FollowedPath {
    private static let mostLinks = 40

    private struct Link {
        let path: String
        /// Its own owner, and its folder's.
        let owners: [UInt32]
    }

    /// The path of the file itself, without any link in it.
    static func resolve(_ path: String) throws(FileFailure) -> String {
        var links: [Link] = []
        var place: [Substring] = []
        // What is still to be walked, the next step last.
        var steps = Array(path.split(separator: "/").reversed())
        while let step = steps.popLast() {
            if step == "." { continue }
            if step == ".." {
                _ = place.popLast()
                continue
            }
            let next = place + [step]
            let facts = try facts(of: next, for: path)
            guard facts.st_mode & S_IFMT == S_IFLNK else {
                place = next
                continue
            }
            guard links.count < mostLinks else { throw FileFailure(path, errno: ELOOP) }
            let folder = try Self.facts(of: place, for: path)
            links.append(Link(path: text(next), owners: [facts.st_uid, folder.st_uid]))
            let target = try target(of: next, for: path)
            if target.utf8.first == UInt8(ascii: "/") { place = [] }
            steps += target.split(separator: "/").reversed()
        }
        let owner = try facts(of: place, for: path).st_uid
        for link in links {
            guard link.owners.allSatisfy({ $0 == 0 || $0 == owner }) else {
                throw FileFailure(
                    path,
                    "\(link.path) is a symbolic link to a file of user \(owner), and it or its folder belongs to another "
                        + "one (\(link.owners.map(String.init).joined(separator: ", "))): it is not followed")
            }
        }
        return text(place)
    }

    private static func text(_ place: [Substring]) -> String { "/" + place.joined(separator: "/") }

    private static func facts(of place: [Substring], for path: String) throws(FileFailure) -> stat {
        var facts = stat()
        guard lstat(text(place), &facts) == 0 else { throw FileFailure(path, errno: clinux_errno()) }
        return facts
    }

    private static func target(of link: [Substring], for path: String) throws(FileFailure) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(text(link), &buffer, buffer.count)
        guard count >= 0 else { throw FileFailure(path, errno: clinux_errno()) }
        return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
