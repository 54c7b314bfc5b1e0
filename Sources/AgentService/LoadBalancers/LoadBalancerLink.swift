import ControlMessages
import Deadlines
import NIOHTTP1
import PeerClient

/// Keeps the agent registered with one load balancer and hears from it what the agent's list is: by its stream where it
/// has one, else by asking again and again.
struct LoadBalancerLink: Sendable {
    private static let limits = PeerClient.Limits(seconds: 10, bytes: 1 << 20)

    /// Between two questions to a load balancer without a stream.
    private static let longestPollInterval = Nanoseconds.seconds(10)
    /// How many of them are asked before the stream is tried again.
    private static let pollsBeforeWatch = 30

    /// A stream that held this long was a good one.
    private static let goodWhile = Duration.seconds(60)

    private let client: PeerClient
    private let caretaker: Caretaker
    private let group: String
    private let agent: String
    private let zone: String
    private let refreshInterval: Nanoseconds

    init(_ settings: LinkSettings, caretaker: Caretaker) {
        client = PeerClient(settings.address, settings.credentials, limits: Self.limits)
        self.caretaker = caretaker
        (group, agent, zone) = (settings.group, settings.agent, settings.zone)
        refreshInterval = settings.refreshInterval
    }

    /// Runs until its task is cancelled.
    func run() async {
        var pause = RetryPauses()
        // Before it is registered, the load balancer could only guess the agent's list.
        while !Task.isCancelled, await register() == nil { await pause.wait() }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await stayRegistered() }
            group.addTask { await follow() }
        }
    }

    private var path: String { ControlPath.agent(agent, of: group).description }

    // MARK: Registering

    private func stayRegistered() async {
        var pause = RetryPauses()
        while !Task.isCancelled {
            if let revision = await register() {
                pause.reset()
                await waitForNews(since: revision)
            } else {
                await pause.wait()
            }
        }
    }

    /// Registers and takes the answer in; returns what of the agent was told, nil where that failed.
    private func register() async -> Int? {
        let (registration, revision) = await caretaker.registration()
        do throws(PeerError) {
            guard let body = try? MessageCoding.encode(registration) else { return nil }
            let answer = try await client.ask(PeerClient.Question(path, method: .PUT, body: body))
            await caretaker.heard(try answer.message(AgentMessage.self).entry, from: client.address)
            return revision
        } catch {
            guard !Task.isCancelled else { return nil }
            await caretaker.lost(client.address, because: error)
            return nil
        }
    }

    /// Waits for the time of the next registration, or until there is something new to tell.
    private func waitForNews(since revision: Int) async {
        let end = ContinuousClock.now + .nanoseconds(refreshInterval.count)
        while !Task.isCancelled, ContinuousClock.now < end, await caretaker.revision == revision {
            try? await Task.sleep(for: min(.milliseconds(500), end - ContinuousClock.now))
        }
    }

    // MARK: Hearing

    private func follow() async {
        var pause = RetryPauses()
        while !Task.isCancelled {
            let start = ContinuousClock.now
            do throws(PeerError) {
                try await client.listen(to: "\(path)/watch?zone=\(PercentEncoding.encode(zone))") { item in
                    guard let message = try? MessageCoding.decode(AgentMessage.self, from: item.data.utf8) else {
                        return
                    }
                    await caretaker.watches(client.address)
                    await caretaker.heard(message.entry, from: client.address)
                }
            } catch {
                await caretaker.watchEnded(client.address, because: error)
                // It says that it has no stream, or not for us.
                if let status = error.status, (400..<500).contains(status) || status == 501 { await poll() }
            }
            if ContinuousClock.now - start > Self.goodWhile { pause.reset() }
            await pause.wait()
        }
    }

    /// Asks for a while, as long as that goes well.
    private func poll() async {
        var tag: String?
        for _ in 0..<Self.pollsBeforeWatch where !Task.isCancelled {
            do throws(PeerError) {
                var question = PeerClient.Question(
                    ControlPath.agent(agent, of: group, zone: zone).description)
                if let tag { question.headers.add(name: "if-none-match", value: tag) }
                let answer = try await client.ask(question)
                if answer.status != .notModified {
                    await caretaker.heard(try answer.message(AgentMessage.self).entry, from: client.address)
                    tag = answer.headers.first(name: "etag")
                }
            } catch {
                return
            }
            try? await Task.sleep(for: .nanoseconds(min(Self.longestPollInterval, refreshInterval).count))
        }
    }
}
