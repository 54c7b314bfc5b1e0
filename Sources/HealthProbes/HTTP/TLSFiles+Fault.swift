package import HealthChecker

extension TLSFiles {
    /// What keeps `SSL_GET` checks from being made with these files now; nil where nothing does.
    package var fault: String? {
        authorities == nil && own == nil ? nil : CheckTLS(self).fault
    }
}
