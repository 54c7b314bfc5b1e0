import CNetlink
import Netlink

/// Turns the steps of a plan into batches of messages, and the kernel's refusals back into steps.
struct PlanExecutor {
    /// Steps encoded at a time, so that a plan of any length takes little memory.
    private static let stepsAtOnce = 512

    let connection: NetlinkConnection
    /// The number of the generic netlink family IPVS.
    let family: UInt16

    func run(_ plan: Plan) throws(NetlinkError) -> [PlanFailure] {
        var failures: [PlanFailure] = []
        try plan.forEachBatch(of: Self.stepsAtOnce) { steps throws(NetlinkError) in
            var batch = Batch(reserving: steps.count * 192)
            for step in steps {
                batch.add(type: family) { writer in step.write(into: &writer) }
            }
            for failure in try connection.run(batch).failures {
                failures.append(steps[steps.startIndex + failure.index].failure(failure))
            }
        }
        return failures
    }
}

extension PlanStep {
    var command: IPVSCommand {
        switch self {
        case .addService: .addService
        case .editService: .editService
        case .addRealServer: .addRealServer
        case .editRealServer: .editRealServer
        case .removeRealServer: .removeRealServer
        case .removeService: .removeService
        }
    }

    /// Appends the generic netlink header and the attributes of the step's command.
    func write(into writer: inout AttributeWriter) {
        command.header.write(into: &writer)
        attributes.write(into: &writer)
    }

    private var attributes: CommandAttributes {
        switch self {
        case .addService(let service), .editService(let service):
            CommandAttributes(service: ServiceAttributes(service))
        case .addRealServer(let server, let key), .editRealServer(let server, let key):
            CommandAttributes(service: ServiceAttributes(key), destination: DestinationAttributes(server))
        case .removeRealServer(let server, let key):
            CommandAttributes(service: ServiceAttributes(key), destination: DestinationAttributes(server))
        case .removeService(let key):
            CommandAttributes(service: ServiceAttributes(key))
        }
    }

    fileprivate func failure(_ failure: SequenceLedger.Failure) -> PlanFailure {
        let changed: VirtualService? =
            switch self {
            case .addService(let service), .editService(let service): service
            case .addRealServer, .editRealServer, .removeRealServer, .removeService: nil
            }
        let hint = ErrorHint.text(command, errno: failure.errno, service: changed) ?? failure.explanation
        let entry = realServer.map { "\($0) of \(service)" } ?? service.description
        return PlanFailure(self, IPVSError(command, entry: entry, errno: failure.errno, hint: hint))
    }
}

extension IPVSCommand {
    var header: GenericHeader { GenericHeader(command: kernelNumber, version: UInt8(IPVS_GENL_VERSION)) }
}
