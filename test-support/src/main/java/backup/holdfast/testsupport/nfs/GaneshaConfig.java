package backup.holdfast.testsupport.nfs;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What one server is told: everything it writes is inside its folder, all its exports are in memory.
 *
 * @param exports paths by their numbers, which must not change hands while it runs
 */
record GaneshaConfig(
        Path folder,
        String address,
        ServedVersions versions,
        int port,
        int mountPort,
        Optional<Path> plugins,
        Map<Integer, String> exports) {

    GaneshaConfig {
        requireNonNull(folder, "folder is null");
        requireNonNull(address, "address is null");
        requireNonNull(versions, "versions is null");
        requireNonNull(plugins, "plugins is null");
        exports = Map.copyOf(exports);
    }

    String render() {
        StringBuilder text = new StringBuilder("""
                NFS_CORE_PARAM {
                  Protocols = %1$s;
                  NFS_Port = %2$d;
                  MNT_Port = %3$d;
                  Bind_addr = %7$s;
                  Enable_NLM = false;
                  Enable_RQUOTA = false;
                  Enable_UDP = false;
                %4$s}
                NFSv4 {
                  Graceless = true;
                  RecoveryRoot = "%5$s/recovery";
                  Minor_Versions = %6$s;
                  Only_Numeric_Owners = true;
                }
                NFS_KRB5 {
                  Active_krb5 = false;
                  CCacheDir = "%5$s/krb5";
                }
                EXPORT_DEFAULTS {
                  Access_Type = RW;
                  Squash = No_Root_Squash;
                  SecType = sys;
                  Transports = TCP;
                  Protocols = %1$s;
                }
                LOG {
                  Default_Log_Level = EVENT;
                }
                """.formatted(
                protocol(),
                port,
                mountPort,
                plugins.map(path -> "  Plugins_Dir = \"" + path + "\";\n").orElse(""),
                folder,
                versions == ServedVersions.V4_WITHOUT_0 ? "1,2" : "0,1,2",
                address));
        exports.forEach((id, path) -> text.append("""
                EXPORT {
                  Export_Id = %1$d;
                  Path = "%2$s";
                  Pseudo = "%2$s";
                  FSAL {
                    Name = MEM;
                  }
                }
                """.formatted(id, path)));
        return text.toString();
    }

    private String protocol() {
        return switch (versions) {
            case V4, V4_WITHOUT_0 -> "4";
            case V3, V3_WITH_PORT_MAPPER -> "3";
        };
    }
}
