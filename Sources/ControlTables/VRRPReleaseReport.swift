package import ControlMessages

extension VRRPReleaseMessage: Report {
    /// A release is wanted; whoever lets an instance take part again wants to know why it does not.
    package var showsTrouble: Bool { !released && state == .fault }

    package var text: String {
        let group = syncGroup.map { ", and so does its sync group \($0.printable)" } ?? ""
        let now = state.map(\.rawValue) ?? "not configured"
        if released { return "\(instance.printable) takes no part in elections until it is held\(group): \(now)" }
        return "\(instance.printable) takes part in elections: \(now)\(reason.map { ", " + $0.printable } ?? "")"
    }
}
