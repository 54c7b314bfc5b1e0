package import Logging

/// Where the thread tells what happened.
package struct Reports: Sendable {
    let log: LogRelay
    let onNotice: @Sendable (RouterNotice) -> Void
    let onIncident: @Sendable (VRRPIncident) -> Void
    let onProblem: @Sendable (VRRPProblem) -> Void
    let onConflict: @Sendable (VRRPConflict) -> Void
    let onFailure: @Sendable (VRRPTransportError) -> Void
    /// Where everything that goes into and out of the routers is left, while somebody records.
    let recorder: VRRPRecorder
}

extension Reports {
    /// For a part that tells of incidents alone.
    package init(logger: Logger, onIncident: @escaping @Sendable (VRRPIncident) -> Void) {
        self.init(
            log: LogRelay(logger), onNotice: { _ in }, onIncident: onIncident, onProblem: { _ in },
            onConflict: { _ in }, onFailure: { _ in }, recorder: VRRPRecorder())
    }
}
