import HealthChecker
import NodeConfiguration

extension TLSFiles {
    /// What the `SSL` block says; nil where there is none.
    init(_ settings: TLSSettings?) {
        var own: Pair?
        if let certificate = settings?.certificateFile, let key = settings?.keyFile {
            own = Pair(certificate: certificate, key: key, password: settings?.password)
        }
        self.init(authorities: settings?.authorityFile, own: own)
    }
}
