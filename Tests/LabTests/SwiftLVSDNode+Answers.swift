import ControlMessages
import LabScenario
import Testing

extension SwiftLVSDNode {
    /// The one instance of ``NodeConfigurationText`` as the control API shows it.
    func instance() async throws -> VRRPInstanceEntry {
        try #require(try await message(VRRPListMessage.self, at: "/v1/vrrp").instances.first)
    }

    /// The one virtual service of ``NodeConfigurationText`` as the control API shows it.
    func service() async throws -> ServiceEntry {
        try #require(try await message(ServiceListMessage.self, at: "/v1/services").services.first)
    }

    func status() async throws -> StatusMessage {
        try await message(StatusMessage.self, at: "/v1/status")
    }
}
