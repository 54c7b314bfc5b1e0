import ControlMessages
package import Deadlines
import Glibc
import Logging
import Mail
package import MailDelivery
import NodeConfiguration
import Polling

/// Sends alerts as mail: one connection at a time, and whoever has something to tell never waits.
package actor AlertDesk {
    /// How long a stop waits for mail that is not sent yet.
    package static let farewell = Nanoseconds.seconds(2)

    private let client: any MailSending
    private let events: EventJournal
    private let problems: ProblemBoard
    private let farewell: Nanoseconds
    private var plan = AlertPlan(Configuration())
    private var queue = MailQueue()
    private var sending: Task<Void, Never>?
    /// What ends a pause.
    private var pause: Task<Void, Never>?
    private var count: UInt64 = 0
    /// How many mails had to go since it was last said that more wait than may.
    private var crowdedOut = 0
    private var hasEnded = false

    package init(
        client: any MailSending, events: EventJournal, problems: ProblemBoard,
        farewell: Nanoseconds = AlertDesk.farewell
    ) {
        self.client = client
        self.events = events
        self.problems = problems
        self.farewell = farewell
    }

    /// Makes a configuration's mail server and recipients the ones that count. Mail that waits keeps its recipients, and
    /// waits on while there is no server.
    package func configure(_ plan: AlertPlan) {
        let old = self.plan.settings.server
        self.plan = plan
        settleRefusals()
        if let old, old != plan.settings.server {
            problems.settle(Self.code, at: Self.place(of: old))
            queue.forgetFailures()
            pause?.cancel()
        }
        startSending()
    }

    /// A recipient that is no longer told anything is nobody's trouble.
    private func settleRefusals() {
        let gone = problems.current.filter { $0.code == Self.refusal && !isRecipient($0.location) }
        for problem in gone { problems.settle(Self.refusal, at: problem.location) }
    }

    private func isRecipient(_ mailbox: String?) -> Bool {
        plan.settings.recipients.contains { $0.mailbox == mailbox }
    }

    /// Has an alert sent to all recipients; returns at once.
    package func send(_ alert: Alert) {
        guard !hasEnded, plan.settings.canSend else { return }
        let host = Self.hostName()
        let time = WallClock.now.microseconds / 1_000_000
        count &+= 1
        let message = MailMessage(
            from: plan.settings.sender ?? Self.defaultSender(at: host), to: plan.settings.recipients,
            subject: "[\(plan.routerID ?? host)] \(alert.subject)", body: alert.body, at: time,
            identifier: "\(time).\(count).\(getpid())@\(host)")
        if queue.append(message, at: MonotonicClock.now) {
            crowdedOut += 1
            if crowdedOut == 1 { tellLoss("more than \(MailQueue.capacity) wait, and the oldest are left out") }
        }
        startSending()
    }

    /// Waits a moment for what is not sent yet.
    package func stop() async {
        hasEnded = true
        pause?.cancel()
        if let sending {
            let patience = Task { [farewell] in
                try? await Task.sleep(for: .nanoseconds(farewell.count))
                if !Task.isCancelled { sending.cancel() }
            }
            await sending.value
            patience.cancel()
        }
        tellCrowdedOut()
        if !queue.isIdle { events.post(.problem, "mail", "\(queue.count) mails are not sent", level: .warning) }
    }

    // MARK: Sending

    private func startSending() {
        guard sending == nil, !hasEnded, plan.settings.server != nil, !queue.isIdle else { return }
        sending = Task { await sendAll() }
    }

    private func sendAll() async {
        while !Task.isCancelled, let server = plan.settings.server {
            let now = MonotonicClock.now
            tellExpired(queue.expire(at: now))
            guard let deadline = queue.deadline else { break }
            guard let message = queue.next(at: now) else {
                // At a stop nothing that failed is tried again.
                guard !hasEnded else { break }
                await sleep(until: deadline)
                continue
            }
            let outcome = await client.send(
                message, to: server.host, port: server.port, heloName: plan.settings.heloName ?? Self.hostName(),
                patience: plan.settings.timeout)
            settle(outcome, with: server)
        }
        sending = nil
    }

    private func sleep(until deadline: Instant) async {
        let pause = Task { _ = try? await Task.sleep(for: .nanoseconds(max(0, (deadline - MonotonicClock.now).count))) }
        self.pause = pause
        await withTaskCancellationHandler {
            await pause.value
        } onCancel: {
            pause.cancel()
        }
        self.pause = nil
    }

    private func settle(_ outcome: MailOutcome, with server: MailSettings.Server) {
        let place = Self.place(of: server)
        switch outcome {
        case .delivered(let refusals):
            problems.settle(Self.code, at: place)
            for refusal in refusals where isRecipient(refusal.recipient.mailbox) {
                problems.raise(
                    Self.refusal, at: refusal.recipient.mailbox,
                    "\(place) does not take mail for \(refusal.recipient.mailbox): '\(refusal.reply)'", level: .warning)
            }
            let refused = Set(refusals.map(\.recipient.mailbox))
            for recipient in plan.settings.recipients where !refused.contains(recipient.mailbox) {
                problems.settle(Self.refusal, at: recipient.mailbox)
            }
        case .refused(let reason), .failed(let reason):
            problems.raise(Self.code, at: place, "\(place): \(reason)", level: .warning)
        }
        tellExpired(queue.settle(outcome, at: MonotonicClock.now).count { $0 == .expired })
        // Not at every one that leaves: while mail comes faster than it goes, each makes room for one.
        if queue.count <= MailQueue.capacity / 2 { tellCrowdedOut() }
    }

    private func tellExpired(_ count: Int) {
        if count > 0 { tellLoss("\(count) waited longer than \(MailQueue.lifetime)") }
    }

    /// Says how many had to go, once others have room again.
    private func tellCrowdedOut() {
        if crowdedOut > 1 { tellLoss("\(crowdedOut) were left out, for more than \(MailQueue.capacity) waited") }
        crowdedOut = 0
    }

    private func tellLoss(_ reason: String) {
        events.post(.problem, "mail", "mail is lost: \(reason)", level: .warning)
    }

    private static let code = "mail_failed"
    private static let refusal = "mail_refused"

    private static func place(of server: MailSettings.Server) -> String { "smtp_server \(server.host) \(server.port)" }

    /// keepalived's: the user at the host.
    private static func defaultSender(at host: String) -> MailAddress {
        MailAddress("root@\(host)") ?? .root
    }

    private static func hostName() -> String {
        let name = ProcessFacts.firstWord(of: "/proc/sys/kernel/hostname") ?? ""
        return name.isEmpty ? "localhost" : name
    }
}
