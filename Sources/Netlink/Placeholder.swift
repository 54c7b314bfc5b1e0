import CNetlink
func x() { nl_socket_free(nl_socket_alloc()) }
