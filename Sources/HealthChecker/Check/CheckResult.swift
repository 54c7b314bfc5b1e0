/// How one attempt ended, each with a text for people.
package enum CheckResult: Hashable, Sendable {
    /// The server answered as expected.
    case passed(String)
    /// It did not: `no answer within 5 s`, `status 503, expected 200-299`.
    case failed(String)
    /// As failed, and nobody is there to answer: the connection was refused or reset.
    case refused(String)
    /// The attempt could not be made (no descriptor, no port left): it says nothing about the server.
    case local(String)

    package var text: String {
        switch self {
        case .passed(let text), .failed(let text), .refused(let text), .local(let text): text
        }
    }
}
