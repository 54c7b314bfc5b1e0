import Addresses
import ControlMessages
import Deadlines
import LinkAnalysis
import NIOHTTP1
import VRRPEngine

extension ConfiguredRouter {
    /// What the daemon is configured with on an interface; nothing where no daemon answers.
    static func ofDaemon(on interface: String, at socket: String) async -> [ConfiguredRouter] {
        do throws(ControlFailure) {
            let answer = try await ControlClient(socket: socket).ask(.GET, .instances)
            guard let list = try? MessageCoding.decode(VRRPListMessage.self, from: answer.body) else { return [] }
            return list.instances.filter { $0.interface == interface }.compactMap { ConfiguredRouter($0) }
        } catch {
            return []
        }
    }

    private init?(_ instance: VRRPInstanceEntry) {
        guard let version = VRRPVersion(rawValue: UInt8(clamping: instance.version)) else { return nil }
        let family: AddressFamily = instance.family == .ipv6 ? .ipv6 : .ipv4
        self.init(
            name: instance.name, virtualRouterID: UInt8(clamping: instance.virtualRouterID), family: family,
            version: version, interval: .milliseconds(Int64((instance.advertInterval * 1_000).rounded())),
            addresses: instance.addresses.compactMap { Prefix($0)?.address }.filter { $0.family == family })
    }
}
