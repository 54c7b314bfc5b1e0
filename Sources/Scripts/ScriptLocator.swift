import Glibc

/// Finds the programs of command lines and says which of them may be run, and by whom.
package struct ScriptLocator: Sendable {
    /// A command line as it stands in the configuration.
    package struct Request: Hashable, Sendable {
        package let words: [String]
        package let user: String?
        package let group: String?
        package let hasSupplementaryGroups: Bool

        package init(words: [String], user: String?, group: String?, hasSupplementaryGroups: Bool) {
            self.words = words
            self.user = user
            self.group = group
            self.hasSupplementaryGroups = hasSupplementaryGroups
        }
    }

    /// What holds for all scripts.
    package struct Policy: Hashable, Sendable {
        /// `script_user`; nil: `keepalived_script` where there is that user, else root.
        package var user: String?
        package var group: String?
        package var hasSupplementaryGroups: Bool
        /// `enable_script_security`
        package var isStrict: Bool
        /// `use_symlink_paths`
        package var keepsSymbolicLinks: Bool

        package init(
            user: String? = nil, group: String? = nil, hasSupplementaryGroups: Bool = false, isStrict: Bool = false,
            keepsSymbolicLinks: Bool = false
        ) {
            self.user = user
            self.group = group
            self.hasSupplementaryGroups = hasSupplementaryGroups
            self.isStrict = isStrict
            self.keepsSymbolicLinks = keepsSymbolicLinks
        }
    }

    /// Why a script is not run.
    package struct Refusal: Error, Hashable, CustomStringConvertible {
        package let description: String
    }

    /// A script that is run although others could change it.
    package struct Located: Hashable, Sendable {
        package let command: ScriptCommand
        /// What speaks against it; only without `enable_script_security`.
        package let objection: String?
    }

    /// keepalived's user for scripts.
    package static let defaultUser = "keepalived_script"

    /// As many as the kernel follows.
    private static let mostLinks = 40

    private let policy: Policy
    private let searchPath: [String]

    /// - Parameter searchPath: where programs without a slash are looked for; nil: in this process's PATH.
    package init(_ policy: Policy, searchPath: [String]? = nil) {
        self.policy = policy
        let path = searchPath?.joined(separator: ":") ?? getenv("PATH").map { String(cString: $0) }
        self.searchPath = (path ?? "/usr/sbin:/usr/bin:/sbin:/bin").split(separator: ":").map(String.init)
    }

    package func locate(_ request: Request) throws(Refusal) -> Located {
        let identity = try identity(for: request)
        guard let first = request.words.first, !first.isEmpty else { throw Refusal(description: "there is no program") }
        // keepalived hands `</path` to a shell, which tests that the file opens.
        if first.hasPrefix("<") {
            let text = request.words.joined(separator: " ")
            return Located(
                command: ScriptCommand(program: "/bin/sh", arguments: ["-c", text], identity: identity),
                objection: nil)
        }
        let written = try path(of: first, for: identity)
        guard
            let resolved = realpath(written, nil).map({ pointer in
                defer { free(pointer) }
                return String(cString: pointer)
            })
        else { throw Refusal(description: "\(written) is not there") }
        let facts = try Self.facts(of: policy.keepsSymbolicLinks ? written : resolved)
        guard let program = facts.last, Self.isRegularFile(resolved) else {
            throw Refusal(description: "\(written) is not a program")
        }
        guard ScriptSecurity.mayRun(program, identity) else {
            throw Refusal(description: "user \(identity.user) may not execute \(written)")
        }
        let objection = ScriptSecurity.objection(to: facts, for: identity)
        if policy.isStrict, let objection { throw Refusal(description: objection) }
        let command = ScriptCommand(
            program: policy.keepsSymbolicLinks ? written : resolved, arguments: Array(request.words.dropFirst()),
            identity: identity)
        return Located(command: command, objection: objection)
    }

    package func identity(for request: Request) throws(Refusal) -> ScriptIdentity {
        if let user = request.user {
            return try Self.identity(
                user, request.group, request.hasSupplementaryGroups || policy.hasSupplementaryGroups)
        }
        if let user = policy.user { return try Self.identity(user, policy.group, policy.hasSupplementaryGroups) }
        if UserDirectory.user(Self.defaultUser) != nil {
            return try Self.identity(Self.defaultUser, nil, policy.hasSupplementaryGroups)
        }
        guard !policy.isStrict else {
            throw Refusal(
                description: "enable_script_security wants a script_user, or a user \(Self.defaultUser) on this host")
        }
        return .own
    }

    private static func identity(
        _ user: String, _ group: String?, _ hasSupplementaryGroups: Bool
    ) throws(Refusal) -> ScriptIdentity {
        guard let found = UserDirectory.user(user) else { throw Refusal(description: "there is no user \(user)") }
        var number = found.group
        if let group {
            guard let found = UserDirectory.group(group) else {
                throw Refusal(description: "there is no group \(group)")
            }
            number = found
        }
        return ScriptIdentity(
            user: found.user, group: number,
            supplementaryGroups: hasSupplementaryGroups
                ? UserDirectory.groups(of: user, and: number).filter { $0 != number } : [])
    }

    private func path(of program: String, for identity: ScriptIdentity) throws(Refusal) -> String {
        if program.hasPrefix("/") { return program }
        guard !program.contains("/") else {
            throw Refusal(description: "\(program) is neither an absolute path nor a name to look for in PATH")
        }
        for folder in searchPath where folder.hasPrefix("/") {
            let path = "\(folder)/\(program)"
            if let fact = Self.fact(of: path), Self.isRegularFile(path), ScriptSecurity.mayRun(fact, identity) {
                return path
            }
        }
        throw Refusal(description: "\(program) is not found in PATH")
    }

    /// Everything that decides what a path leads to: each folder and each link on the way, and the program at its end.
    private static func facts(of path: String) throws(Refusal) -> [PathFact] {
        var facts = [PathFact(path: "/", try linkStatus(of: "/"))]
        var rest = Array(path.split(separator: "/").reversed())
        /// Free of links.
        var soFar = ""
        var links = 0
        while let part = rest.popLast() {
            if part == "." { continue }
            if part == ".." {
                soFar = String(soFar.prefix(upTo: soFar.lastIndex(of: "/") ?? soFar.startIndex))
                continue
            }
            let next = "\(soFar)/\(part)"
            let status = try linkStatus(of: next)
            facts.append(PathFact(path: next, status))
            guard status.st_mode & S_IFMT == S_IFLNK else {
                soFar = next
                continue
            }
            links += 1
            guard links <= mostLinks, let target = target(of: next) else {
                throw Refusal(description: "\(path) is behind too many links")
            }
            if target.hasPrefix("/") { soFar = "" }
            rest += target.split(separator: "/").reversed()
        }
        return facts
    }

    private static func linkStatus(of path: String) throws(Refusal) -> stat {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw Refusal(description: "\(path) is not there") }
        return status
    }

    private static func target(of link: String) -> String? {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(link, &bytes, bytes.count)
        return count >= 0 ? String(decoding: bytes.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
    }

    private static func fact(of path: String) -> PathFact? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return PathFact(path: path, status)
    }

    private static func isRegularFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}

extension PathFact {
    fileprivate init(path: String, _ status: stat) {
        // Everybody's rights to a link mean nothing: who may replace it is its folder's matter.
        let isLink = status.st_mode & S_IFMT == S_IFLNK
        self.init(
            path: path, owner: status.st_uid, group: status.st_gid, mode: isLink ? 0 : status.st_mode & 0o7777)
    }
}
