import Deadlines
import Topology

/// A `topology` block as it stands in the file.
struct TopologyDraft: Checked {
    let position: SourceOffset
    var file = Setting<String>()
    var mapping = Setting<ServiceMapping>()
    var applications = Setting<Set<String>>()
    var services = Setting<Set<String>>()
    var clusters = Setting<Set<String>>()
    var networkPartitions = Setting<Set<String>>()
    var scheduler = Setting<String>()
    var method = Setting<Forwarding>()
    var persistenceTimeout = Setting<UInt32>()
    var delayLoop = Setting<Nanoseconds>()
    var drainTimeout = Setting<Nanoseconds>()
    var weight = Setting<UInt32>()
    var instance = Setting<String>()
    var checks: [CheckDraft] = []
}

/// The keywords of `topology`.
enum TopologyBlock {
    static let table = KeywordTable<TopologyDraft>(.topology) {
        Keyword.value("file", .filePath(standardName: "topology.json"), \.file)
        Keyword("service_virtual_ips", [.word(mappingMeaning)], apply: readMapping)
        Keyword.names("application_filter", \.applications)
        Keyword.names("service_filter", \.services)
        Keyword.names("cluster_filter", \.clusters)
        Keyword.names("network_partition_filter", \.networkPartitions)
        Keyword.value("lvs_sched", .choice(VirtualServerBlock.schedulers), \.scheduler)
        Keyword.forwarding("lvs_method", \.method)
        Keyword.value("persistence_timeout", .integer(0...2_678_400), \.persistenceTimeout)
        Keyword.value("delay_loop", .seconds(from: .microseconds(1)), \.delayLoop)
        Keyword.value("drain_timeout", .seconds(from: .zero), \.drainTimeout)
        Keyword.value("weight", .integer(1...2_147_483_647), \.weight)
        Keyword.value("vrrp_instance", .word("the name of a vrrp_instance"), \.instance)
        Keyword.checks
    }

    private static let mappingMeaning = "services and their virtual IPs, as SERVICE|ADDRESS,SERVICE|ADDRESS"

    static func read(_ statement: Statement, _ context: inout ReadingContext) -> TopologyDraft? {
        context.refuseWords(after: 0, of: statement)
        guard let block = context.requiredBlock(of: statement) else { return nil }
        var draft = TopologyDraft(position: statement.position)
        table.read(block.statements, into: &draft, &context)
        return draft
    }

    /// Blanks are allowed between entries, so all words are one text.
    private static func readMapping(
        _ statement: Statement, _ draft: inout TopologyDraft, _ context: inout ReadingContext
    ) {
        context.refuseBlock(of: statement)
        guard let first = statement.arguments.first else {
            _ = context.required(.word(mappingMeaning), at: 0, of: statement)
            return context.store(nil, of: statement, in: &draft.mapping)
        }
        var mapping: ServiceMapping?
        do throws(ServiceMappingError) {
            mapping = try ServiceMapping(statement.arguments.map(\.text).joined(separator: " "))
        } catch {
            context.error("'service_virtual_ips': \(error)", at: first.position)
        }
        context.store(mapping, of: statement, in: &draft.mapping)
    }
}

extension Keyword {
    /// A keyword with names, as words or separated by commas.
    fileprivate static func names(_ name: String, _ path: Destination<Set<String>>) -> Keyword {
        Keyword(name, [.word("names")]) { statement, draft, context in
            context.refuseBlock(of: statement)
            let names = statement.arguments.flatMap { $0.text.split(separator: ",") }.map(String.init)
            if names.isEmpty { _ = context.required(.word("names"), at: 0, of: statement) }
            context.store(names.isEmpty ? nil : Set(names), of: statement, in: &draft[keyPath: path])
        }
    }
}
