package import Deadlines

/// How often a master tells the network where its addresses are (gratuitous ARP, unsolicited neighbour
/// advertisements).
package struct AnnouncementTimes: Hashable, Sendable {
    /// `garp_master_delay`: from becoming master to the second burst; zero: no second burst.
    package var masterDelay = Nanoseconds.seconds(5)
    /// `garp_master_repeat`: messages for each address in a burst, at least 1.
    package var masterRepeat = 5
    /// `garp_master_refresh`: time between refreshes while master; zero: none.
    package var masterRefresh = Nanoseconds.zero
    /// `garp_master_refresh_repeat`: messages for each address in a refresh, at least 1.
    package var masterRefreshRepeat = 1
    /// `garp_lower_prio_delay`: from hearing a lower priority while master to the second burst.
    package var lowerPriorityDelay = Nanoseconds.seconds(5)
    /// `garp_lower_prio_repeat`: messages for each address after a lower priority was heard; 0: none.
    package var lowerPriorityRepeat = 5
    /// `vrrp_garp_interval`: the least time between two gratuitous ARP messages on an interface.
    package var garpInterval = Nanoseconds.zero
    /// `vrrp_gna_interval`: the same for neighbour advertisements.
    package var gnaInterval = Nanoseconds.zero

    package init() {}
}
