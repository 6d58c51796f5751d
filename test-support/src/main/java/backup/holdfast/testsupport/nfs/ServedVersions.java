package backup.holdfast.testsupport.nfs;

/** What a server is to speak. */
public enum ServedVersions {
    /** NFS 4.0, 4.1 and 4.2. */
    V4,
    /** NFS 4.1 and 4.2, as a server that turned the oldest off. */
    V4_WITHOUT_0,
    /**
     * NFS 3 and its mount service alone. Ganesha insists on a port mapper for that, which is given to it in a network and a {@code /run} of its
     * own: so this needs root and Linux namespaces.
     */
    V3,
    /** The same with the port mapper, and so its port 111, in the network the server runs in: for a place that is a network of its own. */
    V3_WITH_PORT_MAPPER
}
