/// The links that run: one for each load balancer.
actor LoadBalancerLinks {
    private let caretaker: Caretaker
    private var running: [LinkSettings: Task<Void, Never>] = [:]
    private var isStopped = false

    init(_ caretaker: Caretaker) {
        self.caretaker = caretaker
    }

    /// Ends all links but these, and returns when they are at their end.
    func end(allBut wanted: [LinkSettings]) async {
        let kept = Set(wanted)
        var ending: [Task<Void, Never>] = []
        for settings in running.keys.filter({ !kept.contains($0) }) {
            guard let link = running.removeValue(forKey: settings) else { continue }
            link.cancel()
            ending.append(link)
        }
        for link in ending { await link.value }
    }

    /// Begins those of these links that do not run yet.
    func begin(_ wanted: [LinkSettings]) {
        guard !isStopped else { return }
        for settings in wanted where running[settings] == nil {
            let link = LoadBalancerLink(settings, caretaker: caretaker)
            running[settings] = Task { await link.run() }
        }
    }

    /// Ends all links, for good.
    func stop() async {
        isStopped = true
        await end(allBut: [])
    }
}
