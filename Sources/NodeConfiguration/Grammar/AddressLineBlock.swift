import Addresses

/// A line of `virtual_ipaddress`, with its place.
struct AddressLineDraft {
    let line: VirtualAddressLine
    let position: SourceOffset
}

/// The lines of `virtual_ipaddress` and `virtual_ipaddress_excluded`:
/// `IP[/LEN] [brd IP|+|-] [dev IF] [scope S] [label L] …`.
enum AddressLineBlock {
    /// Words that change what the kernel notes down, not who gets the packets: how many words follow each.
    private static let withoutEffect: [String: Int] = [
        "brd": 1, "broadcast": 1, "label": 1, "preferred_lft": 1, "home": 0, "-nodad": 0, "mngtmpaddr": 0,
        "autojoin": 0,
    ]
    private static let unsupported: Set<String> = ["peer", "noprefixroute", "no_track", "use_vmac", "scope"]
    private static let supported = ["dev"]

    static func read(_ statement: Statement, _ context: inout ReadingContext) -> [AddressLineDraft] {
        context.refuseWords(after: 0, of: statement)
        guard let block = context.requiredBlock(of: statement) else { return [] }
        return block.statements.compactMap { readLine($0, of: statement.keyword.text, &context) }
    }

    private static func readLine(
        _ statement: Statement, of keyword: String, _ context: inout ReadingContext
    ) -> AddressLineDraft? {
        context.refuseBlock(of: statement)
        guard let prefix = Prefix(statement.keyword.text) else {
            context.error(
                "'\(keyword)' takes \(ArgumentKind.prefix), not '\(statement.keyword.text)'", at: statement.position)
            return nil
        }
        var interface: InterfaceName?
        var words = statement.arguments[...]
        while let word = words.popFirst() {
            switch word.text {
            case "dev":
                guard let name = words.popFirst() else {
                    context.error("'dev' needs \(ArgumentKind.interfaceName)", at: word.position)
                    return nil
                }
                interface = context.read(name, as: .interfaceName, of: word)
                if interface == nil { return nil }
            case "scope" where words.first?.text == "global":
                words.removeFirst()
            case let text where withoutEffect[text] != nil:
                words.removeFirst(min(withoutEffect[text] ?? 0, words.count))
                context.warning(
                    "'\(text)' has no effect in swiftlvsd: the address is set without it", at: word.position)
            case let text where unsupported.contains(text):
                context.error(
                    "'\(text)' is a keyword of keepalived that swiftlvsd does not support", at: word.position)
                return nil
            default:
                let known = supported + withoutEffect.keys.sorted() + unsupported.sorted()
                context.error(
                    "unknown word '\(word.text)' in an address line", at: word.position,
                    suggestion: Suggestion.closest(to: word.text, among: known))
                return nil
            }
        }
        return AddressLineDraft(
            line: VirtualAddressLine(prefix: prefix, interface: interface), position: statement.position)
    }
}
