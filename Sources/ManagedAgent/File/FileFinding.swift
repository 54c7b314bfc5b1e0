/// Something about the agent's properties file that somebody should know.
package enum FileFinding: Hashable, Sendable {
    /// Another writer changed `host`; it is written again.
    case overwritten(host: String)
    /// Another writer keeps changing `host`: it is left to that writer.
    case yielded(host: String)
    /// The other writer and we have come to the same: the file is ours again.
    case resumed
    /// `host` is a template that nobody has filled in.
    case template(host: String)
    /// The administrator has set the interval.
    case administratorsInterval(String)
    /// The interval that the administrator has set is no number.
    case unreadableInterval(String)
    /// A key stands there several times; the last one counts.
    case duplicate(key: String)
    /// An escape in the file is not valid: the agent itself cannot read it.
    case malformed

    /// Whether somebody wants it so: nothing is wrong then.
    package var isNote: Bool {
        switch self {
        case .administratorsInterval: true
        case .overwritten, .yielded, .resumed, .template, .unreadableInterval, .duplicate, .malformed: false
        }
    }

    /// Whether it keeps the list from being written.
    package var isObstacle: Bool {
        switch self {
        case .yielded, .template: true
        case .overwritten, .resumed, .administratorsInterval, .unreadableInterval, .duplicate, .malformed: false
        }
    }
}

extension FileFinding: CustomStringConvertible {
    package var description: String {
        switch self {
        case .overwritten(let host):
            "another writer set host to '\(host)'; it is written again. Where that is the cloud platform, its settings "
                + "'host' and 'indirect.agent.lb.algorithm' say otherwise than the load balancers"
        case .yielded(let host):
            "another writer keeps changing host, last to '\(host)': from now on the file is left to it, and the agent is "
                + "not reconnected. Make one side the only author: let the cloud platform's settings 'host' and "
                + "'indirect.agent.lb.algorithm' say what the load balancers say, or stop this program; a reload "
                + "(SIGHUP) takes the file back"
        case .resumed: "host is again what the load balancers say: the file is taken back"
        case .template(let host):
            "host is '\(host)', a template that nobody has filled in: the file is left alone until it has a value"
        case .administratorsInterval(let value):
            "host.lb.check.interval is \(value), set by the administrator: it counts instead of the load balancers' value"
        case .unreadableInterval(let value):
            "host.lb.check.interval is '\(value)', which is no whole number: the load balancers' value counts here, and "
                + "the agent itself may not start with it"
        case .duplicate(let key): "\(key) stands several times in the file; the last one counts"
        case .malformed: "the file has a \\u escape without four digits: the agent itself cannot read it"
        }
    }
}
