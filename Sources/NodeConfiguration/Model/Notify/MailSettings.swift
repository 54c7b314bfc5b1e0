package import Deadlines
package import Mail

/// What `global_defs` says about mail: who gets it, by which server, and of what.
package struct MailSettings: Hashable, Sendable {
    /// `smtp_server`
    package struct Server: Hashable, Sendable {
        /// An address, or a name that is looked up whenever mail is sent.
        package let host: String
        package let port: UInt16

        package init(host: String, port: UInt16 = 25) {
            self.host = host
            self.port = port
        }
    }

    /// Nil: no mail is sent.
    package internal(set) var server: Server?
    /// `notification_email`, each once, in the order of the file. Empty: no mail is sent.
    package internal(set) var recipients: [MailAddress] = []
    /// `notification_email_from`; nil: this user at this host.
    package internal(set) var sender: MailAddress?
    /// `smtp_connect_timeout`: how long the connection and each answer may take.
    package internal(set) var timeout = Nanoseconds.seconds(30)
    /// `smtp_helo_name`; nil: the host's name.
    package internal(set) var heloName: String?
    /// `smtp_alert`
    package internal(set) var alerts: Bool?
    /// `smtp_alert_vrrp`
    package internal(set) var vrrpAlerts: Bool?
    /// `smtp_alert_checker`
    package internal(set) var checkerAlerts: Bool?
    /// `no_email_faults`: none when an instance or a group is in FAULT.
    package internal(set) var omitsFaults = false
    /// `no_checker_emails`: none when a check changes and its server does not.
    package internal(set) var omitsChecks = false

    package init() {}

    /// Whether mail can be sent at all.
    package var canSend: Bool { server != nil && !recipients.isEmpty }
}
