package import Addresses
package import NodeConfiguration
package import VRRPTransport

extension InterfacePatience {
    /// `interface_up_down_delays`
    package static func delays(of configuration: Configuration) -> [InterfaceName: Delays] {
        Dictionary(configuration.interfaceDelays.map { ($0.interface, Delays(down: $0.down, up: $0.up)) }) { first, _ in
            first
        }
    }
}
