import CLinux

/// A step of a plan that the kernel refused.
public struct PlanFailure: Hashable, Sendable {
    /// The step that was refused; those around it stand.
    public let step: PlanStep
    /// Why.
    public let error: IPVSError

    public init(_ step: PlanStep, _ error: IPVSError) {
        self.step = step
        self.error = error
    }

    /// Whether the refusal shows that the table is not what the plan took it for: what it adds is there already, or
    /// what it edits or removes is gone. Reading the service again and planning anew settles it.
    public var showsChangedTable: Bool {
        switch step {
        case .addService, .editService: error.errno == EEXIST || error.errno == ESRCH
        case .addRealServer, .editRealServer, .removeRealServer, .removeService:
            error.errno == EEXIST || error.errno == ENOENT || error.errno == ESRCH
        }
    }
}

extension PlanFailure: CustomStringConvertible {
    public var description: String { error.description }
}
