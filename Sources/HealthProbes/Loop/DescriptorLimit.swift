import Glibc

/// How many files this process may open (RLIMIT_NOFILE).
package enum DescriptorLimit {
    /// Asks the kernel.
    package static var now: Int { read().map { Int(clamping: $0.rlim_cur) } ?? 1_024 }

    /// Raises the limit to `needed`, or as far as the kernel lets it; a limit that is higher stays.
    ///
    /// Not further, because programs that we start get it, too, and some close every number up to it.
    ///
    /// - Returns: what holds now.
    package static func raise(to needed: Int) -> Int {
        guard var limit = read(), limit.rlim_cur < needed else { return now }
        let soft = rlim_t(max(needed, 0))
        // Beyond the hard limit for those who may, else up to it.
        for hard in [max(limit.rlim_max, soft), limit.rlim_max] {
            (limit.rlim_cur, limit.rlim_max) = (min(soft, hard), hard)
            if setrlimit(resource, &limit) == 0 { break }
        }
        return now
    }

    private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }

    private static func read() -> rlimit? {
        var limit = rlimit()
        return getrlimit(resource, &limit) == 0 ? limit : nil
    }
}
