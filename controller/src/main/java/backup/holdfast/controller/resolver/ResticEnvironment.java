package backup.holdfast.controller.resolver;

import java.util.Set;

/**
 * Which keys of a repository's Secret reach restic. It is VolSync's list, so that every Secret written for it works; whatever else
 * a Secret holds stays in the Secret.
 */
final class ResticEnvironment {
    static final String REPOSITORY = "RESTIC_REPOSITORY";
    static final String PASSWORD = "RESTIC_PASSWORD";

    private static final String RCLONE_PREFIX = "RCLONE_";

    private static final Set<String> KEYS = Set.of(
            REPOSITORY,
            PASSWORD,
            "RESTIC_COMPRESSION",
            "RESTIC_PACK_SIZE",
            "RESTIC_READ_CONCURRENCY",
            "RESTIC_REST_USERNAME",
            "RESTIC_REST_PASSWORD",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "AWS_DEFAULT_REGION",
            "AWS_PROFILE",
            "RESTIC_AWS_ASSUME_ROLE_ARN",
            "RESTIC_AWS_ASSUME_ROLE_SESSION_NAME",
            "RESTIC_AWS_ASSUME_ROLE_EXTERNAL_ID",
            "RESTIC_AWS_ASSUME_ROLE_POLICY",
            "RESTIC_AWS_ASSUME_ROLE_REGION",
            "RESTIC_AWS_ASSUME_ROLE_STS_ENDPOINT",
            "ST_AUTH",
            "ST_USER",
            "ST_KEY",
            "OS_AUTH_URL",
            "OS_REGION_NAME",
            "OS_USERNAME",
            "OS_USER_ID",
            "OS_PASSWORD",
            "OS_TENANT_ID",
            "OS_TENANT_NAME",
            "OS_USER_DOMAIN_NAME",
            "OS_USER_DOMAIN_ID",
            "OS_PROJECT_NAME",
            "OS_PROJECT_DOMAIN_NAME",
            "OS_PROJECT_DOMAIN_ID",
            "OS_TRUST_ID",
            "OS_APPLICATION_CREDENTIAL_ID",
            "OS_APPLICATION_CREDENTIAL_NAME",
            "OS_APPLICATION_CREDENTIAL_SECRET",
            "OS_STORAGE_URL",
            "OS_AUTH_TOKEN",
            "B2_ACCOUNT_ID",
            "B2_ACCOUNT_KEY",
            "AZURE_ACCOUNT_NAME",
            "AZURE_ACCOUNT_KEY",
            "AZURE_ACCOUNT_SAS",
            "AZURE_ENDPOINT_SUFFIX",
            "AZURE_TENANT_ID",
            "AZURE_CLIENT_ID",
            "AZURE_FEDERATED_TOKEN_FILE",
            "GOOGLE_PROJECT_ID",
            "GOOGLE_APPLICATION_CREDENTIALS");

    private ResticEnvironment() {}

    static boolean reachesRestic(String key) {
        return KEYS.contains(key) || key.startsWith(RCLONE_PREFIX);
    }
}
