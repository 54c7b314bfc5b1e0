/// What is known and not read outside any block.
enum RefusedTopLevel {
    static let treatments = RefusedKeywords.table(
        (.unsupported, "bfd_instance"),
        (.noEffect("it names keepalived's pid files and logs"), "instance use_pid_dir"),
        (.noEffect("links are watched over netlink"), "linkbeat_use_polling linkbeat_interfaces"),
        (.noEffect("there are no IP sets"), "namespace_with_ipsets"),
        (.noEffect("there are no child processes"), "child_wait_time"))
}
