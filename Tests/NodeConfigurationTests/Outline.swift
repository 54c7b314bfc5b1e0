import NodeConfiguration

/// Everything in a value as text, but for places in a file; sets and dictionaries in order.
func outline(_ value: Any) -> String {
    switch value {
    case is SourcePosition: return "…"
    case let secret as HMACSecret: return outline(secret.source)
    case let text as String: return "\"\(text)\""
    default: break
    }
    let mirror = Mirror(reflecting: value)
    guard !mirror.children.isEmpty else { return "\(value)" }
    let parts = mirror.children.map { child in
        (child.label.map { "\($0): " } ?? "") + outline(child.value)
    }
    switch mirror.displayStyle {
    case .set, .dictionary: return "[\(parts.sorted().joined(separator: ", "))]"
    case .collection: return "[\n\(parts.joined(separator: "\n"))]"
    default: return "(\(parts.joined(separator: ", ")))"
    }
}
