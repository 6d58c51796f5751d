package backup.holdfast.testsupport.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * A local repository written without restic: real to restic, with thousands of snapshots of any time and offset in a
 * second, and a key that costs nothing to open. Where the snapshots have no data behind them, it is good for listing and for
 * {@code forget --dry-run} only; with the tree of a snapshot that restic made in it, it is good for anything.
 */
public final class ForgedRepository {

    /** Opens it. */
    public static final String PASSWORD = "forged";

    /** The id of no tree, for snapshots that are only listed. */
    public static final String NO_TREE = "0".repeat(64);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;
    private final Random random;
    private final RepositoryCipher master;

    private ForgedRepository(Path root, Random random) {
        this.root = root;
        this.random = random;
        this.master = RepositoryCipher.random(random);
    }

    /** Writes one without snapshots into a folder, which is made. */
    public static ForgedRepository create(Path root, Random random) throws IOException {
        ForgedRepository repository = new ForgedRepository(root, random);
        for (String folder : List.of("data", "index", "keys", "locks", "snapshots")) {
            Files.createDirectories(root.resolve(folder));
        }
        repository.writeKey();
        ObjectNode config = JSON.createObjectNode();
        config.put("version", 2).put("id", NO_TREE).put("chunker_polynomial", "3da3358b4dc173");
        Files.write(root.resolve("config"), repository.master.seal(JSON.writeValueAsBytes(config), random));
        return repository;
    }

    public Path root() {
        return root;
    }

    /**
     * Adds a snapshot and returns its id.
     *
     * @param tree the id of a tree in the repository
     */
    public String add(String host, List<String> paths, List<String> tags, OffsetDateTime time, String tree)
            throws IOException {
        ObjectNode snapshot = JSON.createObjectNode();
        snapshot.put("time", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time));
        snapshot.put("tree", tree).put("hostname", host);
        paths.forEach(snapshot.withArray("paths")::add);
        if (!tags.isEmpty()) {
            tags.forEach(snapshot.withArray("tags")::add);
        }
        return write("snapshots", snapshot);
    }

    /** The name of the new file. */
    private String write(String folder, JsonNode content) throws IOException {
        byte[] file = master.seal(JSON.writeValueAsBytes(content), random);
        String id = sha256(file);
        Files.write(root.resolve(folder).resolve(id), file);
        return id;
    }

    private void writeKey() throws IOException {
        byte[] salt = new byte[64];
        random.nextBytes(salt);
        byte[] password = PASSWORD.getBytes(StandardCharsets.UTF_8);
        RepositoryCipher user = RepositoryCipher.of(CheapScrypt.stretch(password, salt, 64));
        ObjectNode keys = JSON.createObjectNode();
        keys.putObject("mac").put("k", base64(master.macK())).put("r", base64(master.macR()));
        keys.put("encrypt", base64(master.encrypt()));
        ObjectNode file = JSON.createObjectNode();
        file.put("created", "2026-01-01T00:00:00Z").put("username", "").put("hostname", "");
        file.put("kdf", "scrypt")
                .put("N", CheapScrypt.N)
                .put("r", CheapScrypt.R)
                .put("p", CheapScrypt.P);
        file.put("salt", base64(salt)).put("data", base64(user.seal(JSON.writeValueAsBytes(keys), random)));
        byte[] content = JSON.writeValueAsBytes(file);
        Files.write(root.resolve("keys").resolve(sha256(content)), content);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
