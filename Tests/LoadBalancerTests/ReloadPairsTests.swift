import ControlMessages
import IPVSKit
import LoadBalancer
import NodeConfiguration
import Testing

/// Any file can follow any other.
@Suite("A reload from each file to each other")
struct ReloadPairsTests {
    /// The table that IPVS should hold while no check has said anything.
    private func wanted(_ configuration: Configuration, after old: [ServiceName: ServicePool] = [:]) -> Table {
        Table(
            configuration.virtualServers.flatMap {
                TableEntry.all(wantedFor: ServicePool($0, inheriting: old[ServiceName($0)]))
            })
    }

    private func changes(_ old: Configuration, _ new: Configuration) -> [ChangeEntry] {
        ConfigurationChanges.between(old, and: new)
    }

    @Test("every file of the corpus is gone through, but for those that are refused")
    func fixtures() {
        let read = Set(ConfigurationFixtures.all.map(\.testDescription))
        let corpus = ConfigurationFixtures.names(in: "corpus")
        #expect(corpus.count > 50)
        #expect(corpus.filter { !read.contains($0) } == ["virtual-mac-addresses.conf"])
    }

    @Test("a file follows itself without a change, wherever its lines stand", arguments: ConfigurationFixtures.all)
    func itself(file: ConfigurationFixtures.File) throws {
        #expect(changes(file.configuration, file.configuration).isEmpty)
        var included = IncludedFixtures()
        let moved = ConfigurationReader.read(
            SourceText(name: file.path, text: "# moved\n\n" + file.text), in: ReadingEnvironment(configID: "lb1"),
            including: &included)
        #expect(changes(file.configuration, moved.configuration).map(Self.line) == [])
        #expect(
            ReloadEffects.between(file.configuration, and: moved.configuration, state: RunningState()).isEmpty)
    }

    @Test("the way back is the mirror of the way there", arguments: ConfigurationFixtures.all)
    func mirror(file: ConfigurationFixtures.File) {
        for other in ConfigurationFixtures.all {
            let there = changes(file.configuration, other.configuration)
            let back = changes(other.configuration, file.configuration)
            #expect(
                there.map(Self.line).sorted() == back.map(Self.mirrored).map(Self.line).sorted(),
                "\(file.testDescription) to \(other.testDescription)")
        }
    }

    @Test("S38: the steps of IPVS lead from the one's table to the other's", arguments: ConfigurationFixtures.all)
    func tables(file: ConfigurationFixtures.File) {
        let pools = Dictionary(file.configuration.virtualServers.map { (ServiceName($0), ServicePool($0)) }) {
            first, _ in first
        }
        let before = wanted(file.configuration)
        for other in ConfigurationFixtures.all {
            let after = wanted(other.configuration, after: pools)
            #expect(after == wanted(other.configuration))
            let plan = TableDiff.plan(from: before, to: after) { _ in true }
            #expect(before.applying(plan) == after, "\(file.testDescription) to \(other.testDescription)")
            let isSame = changes(file.configuration, other.configuration).allSatisfy {
                $0.kind != "virtual_service" && $0.kind != "real_server"
            }
            #expect(!isSame || plan.isEmpty)
        }
    }

    @Test("services in any order are the same services", arguments: ConfigurationFixtures.all)
    func order(file: ConfigurationFixtures.File) {
        var reversed = file.configuration
        reversed.virtualServers.reverse()
        reversed.vrrpInstances.reverse()
        reversed.syncGroups.reverse()
        reversed.trackScripts.reverse()
        #expect(changes(file.configuration, reversed).map(Self.line) == [])
    }

    private static func line(_ change: ChangeEntry) -> String {
        // What drains this way is added that way.
        let action = change.action == .drain ? .remove : change.action
        // What looks the same is said to be another on the side of the new one.
        return "\(action) \(change.kind) \(change.name): \(change.before ?? "-") > \(change.after ?? "-")"
            .replacing(" (otherwise)", with: "")
    }

    private static func mirrored(_ change: ChangeEntry) -> ChangeEntry {
        let action: ChangeAction =
            switch change.action {
            case .add: .remove
            case .remove, .drain: .add
            case .edit: .edit
            }
        return ChangeEntry(
            action: action, kind: change.kind, name: change.name, before: change.after, after: change.before)
    }
}
