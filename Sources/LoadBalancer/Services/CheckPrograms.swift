import Addresses
import BodyMatching
import HealthChecker
import Netlink
import NodeConfiguration
import Polling
import Scripts

/// The programs behind the scripts of checks: which may be run, and as whom.
struct CheckPrograms: Sendable {
    private(set) var commands: [ScriptCheck: ScriptCommand] = [:]
    /// Those that may not be run, and those that are run although others than root could change them, by what people
    /// call them.
    private(set) var refusals: [(location: String, message: String)] = []
    private(set) var objections: [(location: String, message: String)] = []

    /// Looks every program up in the file system, and users in the host's lists.
    init(_ configuration: Configuration) {
        let locator = ScriptLocator(ScriptLocator.Policy(configuration.globals))
        var scripts: [ScriptCheck] = []
        var seen: Set<ScriptCheck> = []
        configuration.forEachCheck { check in
            guard case .script(let settings) = check.kind else { return }
            let script = ScriptCheck(settings)
            if seen.insert(script).inserted { scripts.append(script) }
        }
        for script in scripts {
            let (program, location) = (script.words.first ?? "", "MISC_CHECK \(script.words.joined(separator: " "))")
            do throws(ScriptLocator.Refusal) {
                let located = try locator.locate(ScriptLocator.Request(script))
                commands[script] = located.command
                if let objection = located.objection {
                    objections.append(
                        (
                            location,
                            "\(program) is run as root, and \(objection); enable_script_security would refuse it"
                        ))
                }
            } catch {
                refusals.append((location, "\(program) is not run, and its checks fail: \(error)"))
            }
        }
    }
}

extension ScriptLocator.Request {
    fileprivate init(_ script: ScriptCheck) {
        self.init(
            words: script.words, user: script.user, group: script.group,
            hasSupplementaryGroups: script.hasSupplementaryGroups)
    }
}

extension OutsideJudgement {
    /// What this host's files and lists say.
    ///
    /// - Parameter isSettled: whether this process is in the network namespace that counts, whatever the file names.
    static func ofThisHost(inNamespaceThatCounts isSettled: Bool) -> OutsideJudgement {
        OutsideJudgement(
            ofScript: { command, globals in
                do throws(ScriptLocator.Refusal) {
                    let located = try ScriptLocator(ScriptLocator.Policy(globals)).locate(
                        ScriptLocator.Request(command))
                    return located.objection.map { .insecure($0) }
                } catch {
                    return .refused(error.description)
                }
            },
            ofPattern: { settings in
                do throws(PatternFault) {
                    _ = try CompiledPattern(BodyPattern(settings))
                    return nil
                } catch {
                    return (error.offset, error.message)
                }
            }, interfaceWith: { interface(with: $0, in: isSettled ? nil : $1) })
    }

    /// The first in the kernel's order; nil where it cannot be asked, too.
    private static func interface(with address: IPAddress, in namespace: String?) -> InterfaceName? {
        guard let namespace else { return interface(with: address) }
        guard let visit = try? OpenNamespace(named: namespace).visit() else { return nil }
        defer { visit.end() }
        return interface(with: address)
    }

    private static func interface(with address: IPAddress) -> InterfaceName? {
        guard let client = try? RouteClient(), let addresses = try? client.addresses(),
            let index = addresses.first(where: { $0.prefix.address == address })?.interfaceIndex
        else { return nil }
        return try? client.links().first { $0.index == index }?.name
    }
}
