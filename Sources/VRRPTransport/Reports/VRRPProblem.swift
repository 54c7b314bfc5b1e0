/// Something that is wrong with an instance for as long as it lasts, and that is no FAULT.
package struct VRRPProblem: Hashable, Sendable {
    /// What kind it is, as `status` names it.
    package let code: String
    package let instance: String
    /// Nil: it is over, if it ever was.
    package let text: String?

    package init(code: String, instance: String, text: String?) {
        self.code = code
        self.instance = instance
        self.text = text
    }
}
