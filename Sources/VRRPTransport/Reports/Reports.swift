/// Where the thread tells what happened.
struct Reports: Sendable {
    let log: LogRelay
    let onNotice: @Sendable (RouterNotice) -> Void
    let onConflict: @Sendable (VRRPConflict) -> Void
    let onFailure: @Sendable (VRRPTransportError) -> Void
}
