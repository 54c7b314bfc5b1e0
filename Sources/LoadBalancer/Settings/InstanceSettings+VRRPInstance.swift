package import NodeConfiguration
import VRRPEngine
package import VRRPTransport

extension InstanceSettings {
    /// The instances that can run; those that are refused are not among them.
    package static func all(of configuration: Configuration) -> [InstanceSettings] {
        configuration.vrrpInstances.filter { $0.refusal == nil }.map(InstanceSettings.init)
    }

    /// What the transport needs of a `vrrp_instance`.
    package init(_ instance: VRRPInstance) {
        self.init(RouterSettings(instance))
    }
}
