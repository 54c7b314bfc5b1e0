import Deadlines
import Glibc
import Polling
import RawKernel

/// What goes in and out of a namespace in the way of advertisements.
final class AdvertWatch {
    /// A virtual router as the packets tell it from others.
    struct Router: Hashable {
        let interfaceIndex: Int32
        let virtualRouterID: UInt8
    }

    /// An advertisement with the kernel's time of it.
    struct Advert {
        /// Nanoseconds of the wall clock.
        let at: Int64
        let router: Router
        let priority: UInt8
        /// Whether the watched namespace sent it.
        let isOutgoing: Bool
    }

    private let descriptor: Int32
    private var chunk = [rawkernel_advert](repeating: rawkernel_advert(), count: 64)

    /// Watches the calling thread's namespace.
    init() throws(SystemCallError) {
        descriptor = rawkernel_watch_adverts()
        guard descriptor >= 0 else { throw SystemCallError("socket", on: "a packet socket", errno: -descriptor) }
    }

    deinit {
        close(descriptor)
    }

    static var wallClock: Int64 { rawkernel_wall_clock() }

    /// What was seen since the last call, in order.
    func take() throws -> [Advert] {
        var adverts: [Advert] = []
        while true {
            let count = rawkernel_read_adverts(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw SystemCallError("recvmmsg", on: "a packet socket", errno: Int32(-count)) }
            guard count > 0 else { return adverts }
            adverts += chunk.prefix(count).map { advert in
                Advert(
                    at: advert.at,
                    router: Router(
                        interfaceIndex: advert.interface_index, virtualRouterID: advert.virtual_router),
                    priority: advert.priority, isOutgoing: advert.is_outgoing != 0)
            }
        }
    }

    /// Forgets what was seen so far; nobody misses what had no room meanwhile.
    private func discard() throws {
        while true {
            let count = rawkernel_read_adverts(descriptor, &chunk, chunk.count)
            if count == 0 { return }
            guard count > 0 || count == -Int(ENOBUFS) else {
                throw SystemCallError("recvmmsg", on: "a packet socket", errno: Int32(-count))
            }
        }
    }

    /// What is seen in a stretch of time.
    func record(for duration: Nanoseconds) throws -> [Advert] {
        try discard()
        let end = MonotonicClock.now + duration
        var adverts: [Advert] = []
        while MonotonicClock.now < end {
            usleep(5_000)
            adverts += try take()
        }
        return adverts
    }
}
