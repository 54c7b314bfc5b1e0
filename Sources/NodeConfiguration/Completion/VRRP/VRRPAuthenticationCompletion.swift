import Deadlines

extension VRRPInstanceDraft {
    func completeAuthentication(_ instance: inout VRRPInstance, _ context: inout ReadingContext) {
        instance.password = checkedPassword(instance.version, &context)
        instance.refusal = checkedRefusal(instance.version, &context)
        instance.hmac = hmac?.completed(interval: instance.advertisementInterval, &context)
        if authentication.isGiven, let hmac {
            context.error("'auth_hmac' and 'authentication' exclude each other", at: hmac.position)
        }
        if instance.isStrict, instance.password != nil, let position = authentication.password.position {
            context.warning("'authentication' has no effect in strict mode", at: position)
            instance.password = nil
        }
    }

    static let refusalOfHeader = "'auth_type AH' is not supported: RFC 3768 removed it"

    /// An instance that asks for AH would be believed by nobody without it, so it does not run; the rest does.
    private func checkedRefusal(_ version: Int, _ context: inout ReadingContext) -> String? {
        guard version == 2, authentication.kind.value == .header, let position = authentication.kind.position else {
            return nil
        }
        context.warning("\(Self.refusalOfHeader); this instance stays in FAULT", at: position)
        return Self.refusalOfHeader
    }

    private func checkedPassword(_ version: Int, _ context: inout ReadingContext) -> String? {
        if authentication.kind.value == .header, version == 2 { return nil }
        guard let password = authentication.password.value, let position = authentication.password.position else {
            if let position = authentication.kind.position, !authentication.password.isGiven {
                context.error("'auth_type PASS' needs 'auth_pass'", at: position)
            }
            return nil
        }
        if version == 3 {
            context.warning("VRRP version 3 has no authentication: 'authentication' has no effect", at: position)
            return nil
        }
        guard authentication.kind.isGiven else {
            context.warning("'auth_pass' has no effect without 'auth_type PASS'", at: position)
            return nil
        }
        guard !password.unicodeScalars.contains("\u{FFFD}") else {
            context.error(
                "'auth_pass' is not valid UTF-8: this node would send other bytes than the others; write it in ASCII",
                at: position)
            return nil
        }
        guard password.utf8.count > 8 else { return password }
        context.warning("VRRP sends 8 bytes of a password: the rest of it is cut off", at: position)
        guard let cut = String(validating: password.utf8.prefix(8), as: UTF8.self) else {
            context.error(
                "'auth_pass' is cut off within a character: this node would send other bytes than the others",
                at: position)
            return nil
        }
        return cut
    }
}

extension AuthenticationDraft {
    fileprivate var isGiven: Bool { kind.isGiven || password.isGiven }
}

extension HMACDraft {
    /// The block with its defaults; nil where something in it is in error.
    fileprivate func completed(interval: Nanoseconds, _ context: inout ReadingContext) -> HMACLines? {
        guard !keys.isEmpty else {
            context.error("'auth_hmac' has no 'key'", at: position)
            return nil
        }
        guard let active = activeKey.value else {
            if !activeKey.isGiven { context.error("'auth_hmac' has no 'active_key'", at: position) }
            return nil
        }
        guard keys.contains(where: { $0.line.id == active }) else {
            context.error("'auth_hmac' has no key \(active)", at: activeKey.position ?? position)
            return nil
        }
        let standardWindow = max(interval.wholeSeconds * 3, 5)
        return HMACLines(
            keys: keys.map(\.line), activeKey: active, replayProtection: replayProtection.value ?? .time,
            timeWindow: .seconds(timeWindow.value.map(Int64.init) ?? standardWindow), mode: mode.value ?? .enforce)
    }
}
