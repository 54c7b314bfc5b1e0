package import Addresses
package import VRRPEngine

/// The addresses that the routers of this node carry while they are master.
package struct VirtualAddresses: Sendable {
    private var all: Set<IPAddress> = []
    private var owned: Set<IPAddress> = []

    package init(of routers: [RouterSettings]) {
        for router in routers {
            let addresses = (router.addresses + router.excludedAddresses).map(\.prefix.address)
            all.formUnion(addresses)
            if router.isOwner { owned.formUnion(addresses) }
        }
    }

    package func contains(_ address: IPAddress) -> Bool { all.contains(address) }

    /// Whether a router of this node is its owner (priority 255): then it may well be the host's own address.
    package func isOwned(_ address: IPAddress) -> Bool { owned.contains(address) }
}
