import NodeConfiguration
import VRRPEngine

extension HMACSettings {
    private static let longestFile = 4_096

    /// The keys of an `auth_hmac` block. One whose file cannot be read is not among them.
    init(_ lines: HMACLines) {
        self.init(
            keys: lines.keys.compactMap(Self.key), activeKeyID: lines.activeKey,
            antiReplay: lines.replayProtection == .time ? .time(window: lines.timeWindow) : .monotonic,
            mode: Mode(lines.mode))
    }

    /// The lines whose files hold no key.
    static func unreadable(of lines: HMACLines?) -> [HMACKeyLine] {
        (lines?.keys ?? []).filter { key($0) == nil }
    }

    private static func key(_ line: HMACKeyLine) -> HMACKey? {
        switch line.secret.source {
        case .bytes(let bytes): return HMACKey(id: line.id, bytes: bytes)
        case .file(let path):
            guard let text = ProcessFacts.text(of: path, atMost: longestFile),
                let bytes = HMACSecret.bytes(of: text.prefix { !$0.isNewline })
            else { return nil }
            return HMACKey(id: line.id, bytes: bytes)
        }
    }
}

extension HMACSettings.Mode {
    fileprivate init(_ mode: HMACLines.Mode) {
        switch mode {
        case .enforce: self = .enforce
        case .permissive: self = .permissive
        case .receiveOnly: self = .receiveOnly
        }
    }
}
