import CLinux

/// What an errno of IPVS means and what to do about it, where the kernel's source tells.
enum ErrorHint {
    /// - Parameter service: the service that was being added or edited.
    static func text(_ command: IPVSCommand, errno: Int32, service: VirtualService? = nil) -> String? {
        switch (command, errno) {
        case (_, EPERM):
            "this needs CAP_NET_ADMIN in the initial user namespace"
        case (.addService, ENOENT), (.editService, ENOENT):
            service.map(missingModule)
        case (.addService, EEXIST), (.addRealServer, EEXIST):
            "somebody else has added it: read the table again"
        case (.getService, ENOENT), (.getRealServers, ENOENT):
            "ip_vs was unloaded: modprobe ip_vs"
        case (.startSyncDaemon, EEXIST):
            "a daemon of this role runs already: stop it first"
        case (.startSyncDaemon, ENODEV):
            "the interface does not exist in this network namespace"
        case (.startSyncDaemon, EINVAL):
            "the group must be a multicast address, and no service may have real servers of another address family"
        case (.stopSyncDaemon, ESRCH):
            "no daemon of this role runs"
        case (.setTimeouts, EINVAL):
            "a timeout is longer than the kernel can count"
        case (.editRealServer, ENOENT), (.removeRealServer, ENOENT), (_, ESRCH):
            "the entry or its service has gone: read the table again"
        case (.addRealServer, EINVAL):
            "the address must be unicast here, with lo up, and of the service's family unless the method is tunnel"
        case (.addRealServer, ERANGE), (.editRealServer, ERANGE):
            "the weight goes up to 2147483647, the lower threshold up to the upper one"
        case (.addService, EINVAL), (.editService, EINVAL):
            "the scheduler does not allow this, or an IPv6 persistence prefix is not 1 to 128"
        case (_, EAFNOSUPPORT):
            "IPv6 is off in this kernel, or its ip_vs was built without it: modprobe ipv6"
        case (_, ENOPROTOOPT):
            "ip_vs is being unloaded"
        case (_, ENOBUFS):
            "answers of the kernel were lost: read the table again"
        default:
            nil
        }
    }

    private static func missingModule(_ service: VirtualService) -> String {
        let scheduler = "ip_vs_\(service.scheduler)"
        guard let engine = service.persistence?.engine else {
            return "the scheduler module \(scheduler) is missing: modprobe \(scheduler)"
        }
        return
            "the scheduler module \(scheduler) or the persistence engine ip_vs_pe_\(engine) is missing: modprobe both"
    }
}
