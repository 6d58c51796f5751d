package backup.holdfast.cli.catalog;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.cluster.RepositoryAccess;
import backup.holdfast.cli.repository.LocalRestic;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ResticSource;
import backup.holdfast.restic.ResticClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Reaches repositories of sources from this machine. */
public final class Catalogs {
    private final RepositoryAccess access;
    private final LocalRestic restic;

    public Catalogs(RepositoryAccess access, LocalRestic restic) {
        this.access = requireNonNull(access, "access is null");
        this.restic = requireNonNull(restic, "restic is null");
    }

    /** Every snapshot of the source's repository. */
    public Catalog list(ReplicationSource source) {
        return with(source, client -> Catalog.listed(source, LocalRestic.snapshots(client)));
    }

    /** Does something with the source's repository; the authority it trusts is a file only for so long. */
    public <T> T with(ReplicationSource source, Function<ResticClient, T> work) {
        ResticSource section = section(source);
        String namespace = source.getMetadata().getNamespace();
        Optional<Path> certificate = access.certificate(namespace, section).map(Catalogs::file);
        try {
            return work.apply(restic.open(access.environment(namespace, section), certificate));
        } finally {
            certificate.ifPresent(file -> file.toFile().delete());
        }
    }

    private static ResticSource section(ReplicationSource source) {
        ResticSource section = source.getSpec().restic();
        if (section == null) {
            throw new StopException(
                    ExitCode.REFUSED,
                    source.getMetadata().getName() + " is not backed up with restic",
                    "Its spec names another method; use that one's tools.");
        }
        return section;
    }

    /** Readable for its owner alone. */
    private static Path file(String pem) {
        try {
            return Files.writeString(Files.createTempFile("holdfast-", ".pem"), pem);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a temporary file", e);
        }
    }
}
