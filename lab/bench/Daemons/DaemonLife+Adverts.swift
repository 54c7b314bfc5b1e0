import Deadlines
import Glibc
import IPVSKit
import LabScenario
import Polling

/// What a reload of a large table does to the virtual router beside it.
extension DaemonLife {
    /// A virtual router that advertises every 0.1 s out of an interface of `addInterface(to:)`.
    static let router = """
        vrrp_instance beside {
            state BACKUP
            interface v1
            version 3
            virtual_router_id 51
            priority 200
            advert_int 0.1
            virtual_ipaddress {
                192.0.2.100/32
            }
        }

        """
    private static let interval = Nanoseconds.milliseconds(100)
    private static let settling: UInt32 = 1_000_000

    static func addInterface(to namespace: NetworkNamespace) async throws {
        try await namespace.ip(
            "link add v1 type veth peer name v2", "address add 192.0.2.1/24 dev v1", "link set v2 up", "link set v1 up")
    }

    /// By how much the latest advertisement was late while one real server of the file changed.
    func lateness() throws -> Nanoseconds {
        let socket = try NotifySocket(at: workspace.path("notify"))
        let client = try IPVSClient()
        try workspace.write(configuration(.original), to: "conf")
        let watch = try AdvertWatch()
        let process = try start(notifying: socket)
        _ = try waitForStart(of: process, socket, client)
        _ = try adverts(watch, while: process)
        usleep(Self.settling)
        var seen = try watch.take()
        _ = try reload(process, .weight(2), client)
        usleep(Self.settling)
        // Whoever is silent still, until that is over.
        seen += try adverts(watch, while: process)
        let gap = ScaleRound.largestGap(in: seen.filter(\.isOutgoing))
        return max(.microseconds(Int64(gap * 1_000)) - Self.interval, .zero)
    }

    /// What was seen since the last call, and one advertisement after now.
    private func adverts(_ watch: AdvertWatch, while process: MeasuredProcess) throws -> [AdvertWatch.Advert] {
        let now = AdvertWatch.wallClock
        let deadline = MonotonicClock.now + .seconds(60)
        var seen: [AdvertWatch.Advert] = []
        while process.isRunning, MonotonicClock.now < deadline {
            seen += try watch.take()
            if seen.contains(where: { $0.isOutgoing && $0.at > now }) { return seen }
            usleep(10_000)
        }
        throw WrongResult("\(daemon) does not advertise; its log ends:\n" + workspace.tail(of: "log"))
    }
}
