package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FullDiskTest {
    private static final String ID = Says.REPOSITORY;

    @ParameterizedTest
    @CsvSource({
        "Fatal: unable to save snapshot: Copy: write /cache/{id}/data/cc/tmp-631618705: no space left on device, CACHE",
        "unable to open cache: mkdir /cache/{id}: no space left on device, CACHE",
        "mkdir /cache/{id}/version: no space left on device, CACHE",
        "unable to save snapshot: write /tmp/restic-temp-pack-316: no space left on device, TEMPORARY",
        "client.PutObject: XMinioStorageFull, STORAGE",
        "write /mnt/nfs/repo/data/cc/cc12-tmp-9: no space left on device, STORAGE"
    })
    void shouldTellWhichDiskIsFull(String message, FullDisk disk) {
        assertThat(FullDisk.of(message.replace("{id}", ID))).isEqualTo(disk);
    }
}
