/// Something that an operator should know and that is no change of state: belongings of a master that somebody took
/// away, a lifetime that was refreshed late.
package struct VRRPIncident: Hashable, Sendable {
    /// The instance, or the interface.
    package let name: String
    package let text: String

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}
