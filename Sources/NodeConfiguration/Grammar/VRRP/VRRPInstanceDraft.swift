import Addresses
import Deadlines

/// A `vrrp_instance` block as it stands in the file.
struct VRRPInstanceDraft: Tracked, Notified {
    enum State: String, CaseIterable {
        case master = "MASTER"
        case backup = "BACKUP"
    }

    let name: Word
    var state = Setting<State>()
    var interface = Setting<InterfaceName>()
    var virtualRouterID = Setting<UInt8>()
    var priority = Setting<UInt8>()
    var advertisementInterval = Setting<Nanoseconds>()
    var version = Setting<Int>()
    var nativeIPv6 = Setting<Bool>()
    var noPreempt = Setting<Bool>()
    var preemptDelay = Setting<Nanoseconds>()
    var priorityOfLateBackup = Setting<UInt8>()

    var addresses: [AddressLineDraft] = []
    var excludedAddresses: [AddressLineDraft] = []
    var noAddresses = Setting<Bool>()
    var routes: [RouteLineDraft] = []
    var rules: [RuleLineDraft] = []
    var lifetime = Setting<LifetimeSetting>()
    var promotesSecondaries = Setting<Bool>()

    var sourceAddress = Setting<IPAddress>()
    var tracksSourceAddress = Setting<Bool>()
    var multicastGroup = Setting<IPAddress>()
    var unicast = UnicastDraft()
    var virtualMAC = Setting<VirtualMACDraft>()
    var virtualMACOfAddresses = Setting<Bool>()
    var transmitsFromBase = Setting<Bool>()

    var strict = Setting<Bool>()
    var accept = Setting<Bool>()
    var downTimerAdvertisements = Setting<Int>()
    var sendsToHigherPriority = Setting<Bool>()
    var silentToLowerPriority = Setting<Bool>()
    var ownerIgnoresAdvertisements = Setting<Bool>()
    var skipsAddressCheck = Setting<Bool>()
    var checksumCoversMessageOnly = Setting<Bool>()
    var authentication = AuthenticationDraft()
    var hmac: HMACDraft?
    var announcements = AnnouncementDraft()

    var syncDaemonInterface = Setting<InterfaceName>()
    var dontTrackPrimary = Setting<Bool>()
    var tracking = TrackDraft()
    var notify = NotifyDraft()
    var alerts = Setting<Bool>()
}
