import Logging
import NodeConfiguration
import Scripts
import SystemWatch
import VRRPEngine

/// Tracking and notifying: what decides about the virtual routers, and who is told of them.
extension Node {
    /// Begins to take in what trackers, routers and services tell.
    func takeTracking() async {
        let (trackers, notify) = (self.trackers, self.notify)
        let (routerNotices, watchedFacts, serviceFacts) = (self.routerNotices, self.watchedFacts, self.serviceFacts)
        tellingTasks = [
            Task { [connectionKeeping] in
                await routerNotices.forEachBatch { batch in
                    // First: connections are to be taken in before anybody hears of the change.
                    await connectionKeeping.take(batch)
                    await notify.take(batch)
                }
            },
            Task { [fileNumbers] in
                await watchedFacts.forEachBatch { batch in
                    let facts = batch.flatMap(\.self)
                    fileNumbers.take(facts)
                    await trackers.take(facts)
                }
            },
            Task {
                await serviceFacts.forEachBatch { batch in
                    let facts = batch.flatMap(\.self)
                    await trackers.take(facts)
                    await notify.take(facts)
                }
            },
        ]
        await pools.tellFacts { serviceFacts.post($0) }
    }

    /// What is told by a configuration, from the moment on at which it is put in force.
    struct Announcer {
        fileprivate let tracking: TrackingPlan
        fileprivate let book: ScriptBook
        /// What becomes of the instances that run.
        let succession: InstanceSuccession
        /// The names of the files whose numbers are watched.
        var files: Set<String> { Set(tracking.watched.files.map(\.name)) }
    }

    /// Makes the scripts, FIFOs and mail of a configuration the ones that are told: before its services, whose starts
    /// would be told by what ran before, and lost.
    func configureTelling(_ configuration: Configuration) async -> Announcer {
        let tracking = TrackingPlan(configuration)
        let notifying = NotifyPlan(configuration)
        let globals = configuration.globals
        let ofLife = [globals.startupScript, globals.shutdownScript].compactMap { $0?.command }
        let book = ScriptBook(
            ofLife + tracking.scripts.map(\.command) + notifying.commands, policy: ScriptLocator.Policy(globals))
        report(book, of: configuration)
        // What happened until now is told as it was.
        await routerNotices.allTaken()
        await serviceFacts.allTaken()
        let succession = InstanceSuccession(from: vrrpConfiguration, to: configuration)
        await notify.configure(notifying, book: book, ending: succession.gone)
        await alerts.configure(notifying.alerts)
        return Announcer(tracking: tracking, book: book, succession: succession)
    }

    /// Makes the trackers of a configuration the ones that count, and returns what there is to say about its instances.
    func configureTrackers(_ announcer: Announcer) async -> [String: TrackingVerdict] {
        let runnable = announcer.tracking.scripts.compactMap { script in
            announcer.book[script.command].map { (script.name, $0) }
        }
        return await trackers.configure(announcer.tracking, runnable: Dictionary(runnable) { first, _ in first })
    }

    /// Ends the trackers, and waits a moment for the scripts that are told of the end.
    func stopTracking(keep: Bool) async {
        // A script that does not want to end holds up nobody.
        async let trackersEnd: Void = trackers.stop()
        watch.stop()
        topologyWatch.stop()
        addressWatch.stop()
        addressFacts.close()
        await suspensionTask?.value
        topologyFacts.close()
        routerNotices.close()
        watchedFacts.close()
        serviceFacts.close()
        for task in tellingTasks { await task.value }
        if !keep, vrrp != nil { await notify.tellStopped() }
        async let mailEnd: Void = alerts.stop()
        await notify.stop(keep: keep)
        await mailEnd
        await trackersEnd
    }

    private func report(_ book: ScriptBook, of configuration: Configuration) {
        problems.replace(
            "script_refused",
            with: book.refusals.map { refusal in
                ("\(refusal.command.position)", "\(refusal.command.words.first ?? "") is not run: \(refusal.reason)")
            })
        problems.replace(
            "script_insecure",
            with: book.objections.map { objection in
                (
                    "\(objection.command.position)",
                    "\(objection.command.words.first ?? "") is run as root, and \(objection.reason);"
                        + " enable_script_security would refuse it"
                )
            })
    }
}
