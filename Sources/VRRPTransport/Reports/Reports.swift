/// Where the thread tells what happened.
struct Reports: Sendable {
    let log: LogRelay
    let onNotice: @Sendable (RouterNotice) -> Void
    let onIncident: @Sendable (VRRPIncident) -> Void
    let onProblem: @Sendable (VRRPProblem) -> Void
    let onConflict: @Sendable (VRRPConflict) -> Void
    let onFailure: @Sendable (VRRPTransportError) -> Void
    /// Where everything that goes into and out of the routers is left, while somebody records.
    let recorder: VRRPRecorder
}
