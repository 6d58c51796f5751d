package backup.holdfast.testsupport.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Assumptions;

/** Access lists, file capabilities and the like, of which Java knows those of users only: read and written by GNU tar. */
public final class ExtendedAttributes {

    /** As tar writes it: an access list that lets user 1234 read. */
    public static final Map<String, String> ACCESS_LIST =
            Map.of("SCHILY.acl.access", "user::rw-,user:1234:r--,group::r--,mask::r--,other::---");

    /** An attribute of a user. */
    public static final Map<String, String> NOTE = Map.of("SCHILY.xattr.user.note", "a note");

    /** {@code cap_net_bind_service=ep}. For root only. */
    public static final Map<String, String> CAPABILITY =
            Map.of("SCHILY.xattr.security.capability", "\1\0\0\2\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0");

    private static final List<String> TAR = List.of("tar", "--acls", "--xattrs", "--xattrs-include=*");

    private ExtendedAttributes() {}

    /** Makes a file with such attributes. The calling test is aborted where tar or the file system can't. */
    public static void make(Path folder, String name, Map<String, String> attributes)
            throws IOException, InterruptedException {
        Process tar = start("-xf", "-", "-C", folder.toString());
        try (OutputStream pipe = tar.getOutputStream();
                TarArchiveOutputStream archive = new TarArchiveOutputStream(pipe)) {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(name.length());
            entry.setMode(0640);
            entry.setLastModifiedTime(TreeBuilder.MODIFIED);
            attributes.forEach(entry::addPaxHeader);
            archive.putArchiveEntry(entry);
            archive.write(name.getBytes(StandardCharsets.UTF_8));
            archive.closeArchiveEntry();
        }
        int exitCode = tar.waitFor();
        boolean made = exitCode == 0
                && of(folder).getOrDefault(name, Map.of()).keySet().containsAll(attributes.keySet());
        Assumptions.assumeTrue(
                made, "needs GNU tar and a file system with extended attributes, as root: " + attributes.keySet());
    }

    /** What each file below the folder has of them, by its path; files without are left out. */
    public static SortedMap<String, Map<String, String>> of(Path folder) throws IOException, InterruptedException {
        Process tar = start("-cf", "-", "-C", folder.toString(), ".");
        SortedMap<String, Map<String, String>> found = new TreeMap<>();
        try (InputStream pipe = new BufferedInputStream(tar.getInputStream());
                TarArchiveInputStream archive = new TarArchiveInputStream(pipe)) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                SortedMap<String, String> attributes = new TreeMap<>(entry.getExtraPaxHeaders());
                attributes.keySet().removeIf(key -> !key.startsWith("SCHILY.") || key.endsWith("security.selinux"));
                if (!attributes.isEmpty()) {
                    found.put(entry.getName().replaceFirst("^\\./", ""), attributes);
                }
            }
        }
        tar.waitFor();
        return found;
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(TAR);
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
