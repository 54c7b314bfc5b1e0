import ControlMessages
import LabScenario
import Testing

extension SwiftLVSDNode {
    /// The one instance of ``NodeConfigurationText`` as the control API shows it.
    func instance() async throws -> VRRPInstanceEntry {
        try #require(try await message(VRRPListMessage.self, at: "/v1/vrrp").instances.first)
    }

    /// An instance by its name.
    func instance(_ name: String) async throws -> VRRPInstanceEntry {
        try await message(VRRPInstanceMessage.self, at: "/v1/vrrp/\(name)").entry
    }

    /// The one virtual service of ``NodeConfigurationText`` as the control API shows it.
    func service() async throws -> ServiceEntry {
        try #require(try await message(ServiceListMessage.self, at: "/v1/services").services.first)
    }

    func status() async throws -> StatusMessage {
        try await message(StatusMessage.self, at: "/v1/status")
    }
}
