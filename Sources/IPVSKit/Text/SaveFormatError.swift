/// A line of ipvsadm's save format that cannot be understood.
public struct SaveFormatError: Error, Hashable, Sendable {
    /// What is wrong with a line.
    public enum Problem: Error, Hashable, Sendable {
        /// Neither `-A` nor `-a`, or both.
        case command
        /// An option that these lines do not have, or a word that belongs to none.
        case unexpected(String)
        /// An option without what must follow it.
        case missingValue(String)
        /// An option that stands there twice, or beside another that excludes it.
        case conflict(String)
        /// An option that the line cannot do without.
        case missing(String)
        /// An option that does not fit the rest of the line.
        case misplaced(String, because: String)
        /// A value that is not what its option takes.
        case value(String, option: String, expected: String)
        /// A service or real server that an earlier line has.
        case duplicate(String)
        /// A real server of a service that no earlier line has.
        case unknownService(String)
    }

    /// The first line is 1.
    public let line: Int
    /// What is wrong with it.
    public let problem: Problem

    public init(line: Int, _ problem: Problem) {
        self.line = line
        self.problem = problem
    }
}

extension SaveFormatError: CustomStringConvertible {
    /// One sentence: "line 3: -w takes a number from 0 to 2147483647, not 'many'".
    public var description: String {
        let text =
            switch problem {
            case .command: "a line adds either a virtual service (-A) or a real server (-a)"
            case .unexpected(let word): "'\(word)' is no option here"
            case .missingValue(let option): "\(option) needs a value"
            case .conflict(let option): "\(option) stands twice or contradicts another option"
            case .missing(let option): "\(option) is missing"
            case .misplaced(let option, let reason): "\(option) does not belong here: \(reason)"
            case .value(let word, let option, let expected): "\(option) takes \(expected), not '\(word)'"
            case .duplicate(let entry): "\(entry) has been added by an earlier line"
            case .unknownService(let service): "no earlier line adds the virtual service \(service)"
            }
        return "line \(line): \(text)"
    }
}
