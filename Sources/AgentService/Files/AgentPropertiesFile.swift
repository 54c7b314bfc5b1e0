import CLinux
import Glibc
package import ManagedAgent

/// The agent's properties file on the disk.
package struct AgentPropertiesFile: Sendable {
    /// Larger files are none of the agent's.
    static let largestSize = 1 << 20

    /// As the configuration names it; a symbolic link that may be trusted is followed, so that the link stays one.
    let path: String

    package init(path: String) {
        self.path = path
    }

    /// A file as it was found.
    package struct Found: Hashable, Sendable {
        package let content: FileContent
        package let text: PropertiesText
    }

    package func read() throws(FileFailure) -> Found {
        let content = try Self.content(of: try FollowedPath.resolve(path))
        return Found(content: content, text: PropertiesText(content.bytes))
    }

    /// Puts the changed text in the place of what was found.
    ///
    /// - Returns: false where somebody else has changed the file meanwhile; it then stays as it is.
    package func write(_ text: PropertiesText, insteadOf found: Found) throws(FileFailure) -> Bool {
        let target = try FollowedPath.resolve(path)
        // Root could replace a file that its owner has made read-only.
        guard found.content.mode & 0o222 != 0 else {
            throw FileFailure(path, "is read-only, by its mode; it is left as it is")
        }
        let isOwn = found.content.owner == geteuid() && found.content.group == getegid()
        let facts = DurableFile.Facts(
            mode: found.content.mode, owner: isOwn ? nil : (found.content.owner, found.content.group))
        return try DurableFile(path: target).replace(with: text.bytes, facts) {
            (try? Self.content(of: target)) == found.content
        }
    }

    /// Where there was a file a moment ago there may be a link by now.
    private static func content(of target: String) throws(FileFailure) -> FileContent {
        try FileContent.read(target, atMost: largestSize, followingLink: false)
    }
}
