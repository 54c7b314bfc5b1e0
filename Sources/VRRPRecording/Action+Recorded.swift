import VRRPEngine

extension Action {
    /// The action in a recording. A replay compares these texts.
    package var recorded: String {
        switch self {
        case .sendAdvertisement(let priority): "send priority \(priority)"
        case .addAddresses: "add addresses"
        case .removeAddresses: "remove addresses"
        case .announce(let repetitions): "announce \(repetitions) times"
        case .priorityChanged(let from, let to): "priority \(from) to \(to)"
        case .heardLowerPriorityMaster: "heard a master of lower priority"
        case .transition(let from, let to, let reason): "\(from.rawValue) to \(to.rawValue): \(reason)"
        case .report(let observation): "report: \(observation)"
        }
    }
}
