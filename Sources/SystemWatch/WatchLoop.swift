import CLinux
import Deadlines
import Netlink
import Polling

/// The thread's body.
final class WatchLoop {
    enum Request: Sendable {
        case configure(WatchList)
        case stop
    }

    private enum Token {
        static let mailbox: UInt64 = 0
        static let files: UInt64 = 1
        static let interfaces: UInt64 = 2
        static let addresses: UInt64 = 3
        static let processes: UInt64 = 1 << 32
    }

    /// How often new processes, folders that are missing and what cannot be watched are looked at.
    private static let pause = Nanoseconds.seconds(1)

    private let mailbox: Mailbox<Request>
    private let onFact: @Sendable (WatchedFact) -> Void
    private let poller: Poller
    private let files: FolderWatch
    private let processes: ProcessWatch
    private let interfaces: CarrierWatch
    private let addresses: AddressWatch
    private var list = WatchList()

    init(mailbox: Mailbox<Request>, onFact: @escaping @Sendable (WatchedFact) -> Void) throws(SystemCallError) {
        self.mailbox = mailbox
        self.onFact = onFact
        poller = try Poller()
        files = FolderWatch(report: onFact)
        processes = ProcessWatch(poller: poller, tokenBase: Token.processes, report: onFact)
        interfaces = CarrierWatch(poller: poller, token: Token.interfaces, report: onFact)
        addresses = AddressWatch(poller: poller, token: Token.addresses, report: onFact)
        try poller.add(mailbox.wakeUp.descriptor, token: Token.mailbox, interest: .readable)
        if let descriptor = files.descriptor { try poller.add(descriptor, token: Token.files, interest: .readable) }
    }

    func run() throws(SystemCallError) {
        var ready: [ReadyDescriptor] = []
        var nextLook = MonotonicClock.now + Self.pause
        while true {
            try poller.wait(until: looksRegularly ? nextLook : nil, into: &ready)
            for descriptor in ready {
                switch descriptor.token {
                case Token.mailbox: if takeRequests() { return }
                case Token.files: files.takeChanges()
                case Token.interfaces: interfaces.takeChanges()
                case Token.addresses: addresses.takeChanges()
                default: processes.noteEnd(token: descriptor.token)
                }
            }
            let now = MonotonicClock.now
            guard nextLook <= now else { continue }
            nextLook = now + Self.pause
            files.lookAgain()
            processes.lookAgain()
            if interfaces.isStale { interfaces.lookAgain() }
            if addresses.isStale { addresses.lookAgain() }
        }
    }

    private var looksRegularly: Bool { list != WatchList() }

    /// Returns whether the thread is to end.
    private func takeRequests() -> Bool {
        for request in mailbox.takeAll() {
            switch request {
            case .configure(let list): configure(list)
            case .stop: return true
            }
        }
        return false
    }

    private func configure(_ list: WatchList) {
        self.list = list
        files.configure(list.files)
        processes.configure(list.processes)
        interfaces.configure(list.interfaces)
        addresses.configure(list.addresses)
    }
}
