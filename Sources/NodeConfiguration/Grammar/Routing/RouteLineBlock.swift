import Addresses

/// A route with what is not known before the whole file is.
struct RouteLineDraft {
    var line: RouteLine
    var trackGroup: Word?
    let position: SourceOffset
}

/// The lines of `virtual_routes` and `static_routes`:
/// `[TYPE] [to] PREFIX|default [via IP] [dev IF] [table T] … [nexthop …]`.
enum RouteLineBlock {
    static func read(
        _ statement: Statement, _ kind: AddressLineBlock.Kind, _ context: inout ReadingContext
    ) -> [RouteLineDraft] {
        context.refuseWords(after: 0, of: statement)
        guard let block = context.requiredBlock(of: statement) else { return [] }
        var lines: [RouteLineDraft] = []
        for line in block.statements {
            context.refuseBlock(of: line)
            var reader = RouteLineReader(line, kind, context)
            do {
                lines.append(try reader.read(&context))
            } catch {}
        }
        return lines
    }
}
