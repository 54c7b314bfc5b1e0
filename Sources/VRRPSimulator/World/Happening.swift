import Addresses
import Deadlines
import VRRPEngine

/// What can be seen of a story, step by step. Instances and nodes are given by number.
enum Happening: Sendable {
    case booted(node: Int)
    /// A process begins with a new router.
    case started(instance: Int)
    /// The fault with this number in the plan began.
    case fault(Int)
    case faultOver(Int)
    case transition(instance: Int, from: VRRPState, to: VRRPState, reason: TransitionReason)
    case sent(instance: Int, priority: UInt8)
    case heard(instance: Int, Advertisement, from: Int)
    case discarded(instance: Int, DiscardReason, from: Int)
    case missed(instance: Int, from: Int)
    case added(instance: Int)
    case removed(instance: Int)
    case expired(instance: Int)
    /// Somebody else took them off, or the power is gone.
    case lost(instance: Int)
    case refused(instance: Int)
    case announced(instance: Int)
    /// Its deadline had come, and it was told.
    case woken(instance: Int)
    case reconfigured(instance: Int)
    /// It is told what its trackers say.
    case tracked(instance: Int)
}

extension Happening {
    /// Whether it is one of the many packets.
    var isPacket: Bool {
        switch self {
        case .sent, .heard, .discarded, .missed, .announced, .woken: true
        case .booted, .started, .fault, .faultOver, .transition, .added, .removed, .expired, .lost, .refused,
            .reconfigured,
            .tracked:
            false
        }
    }

    func text(in plan: Plan) -> String {
        switch self {
        case .booted(let node): "n\(node + 1) boots"
        case .started(let instance): "\(plan.name(instance)) starts"
        case .fault(let number): "FAULT \(number): \(plan.faults[number].fault)"
        case .faultOver(let number): "over: fault \(number)"
        case .transition(let instance, let from, let to, let reason):
            "\(plan.name(instance)) \(from.rawValue) -> \(to.rawValue): \(reason)"
        case .sent(let instance, let priority): "\(plan.name(instance)) sends priority \(priority)"
        case .heard(let instance, let advertisement, let from):
            "\(plan.name(instance)) hears priority \(advertisement.priority) from \(plan.name(from))"
        case .discarded(let instance, let reason, let from):
            "\(plan.name(instance)) discards what \(plan.name(from)) sent: \(reason)"
        case .missed(let instance, let from): "\(plan.name(instance)) has no room for what \(plan.name(from)) sent"
        case .added(let instance): "\(plan.name(instance)) puts the addresses on"
        case .removed(let instance): "\(plan.name(instance)) takes the addresses off"
        case .expired(let instance): "the addresses of \(plan.name(instance)) expire"
        case .lost(let instance): "\(plan.name(instance)) loses its addresses"
        case .refused(let instance): "the kernel refuses the addresses of \(plan.name(instance))"
        case .announced(let instance): "\(plan.name(instance)) announces the addresses"
        case .woken(let instance): "\(plan.name(instance)) is told that its time has come"
        case .reconfigured(let instance): "\(plan.name(instance)) has its new settings"
        case .tracked(let instance): "\(plan.name(instance)) hears from its trackers"
        }
    }
}

extension Plan {
    /// How the story names an instance: by its node, and its segment where there are several.
    func name(_ instance: Int) -> String {
        let node = "n\(instance % nodeCount + 1)"
        return segmentCount > 1 ? "\(node)/eth\(instance / nodeCount)" : node
    }
}
