package backup.holdfast.testsupport.tools;

/** Which restic a test needs. */
public enum ResticSeries {
    /** Any 0.18. */
    V0_18,
    /** Any 0.19. */
    V0_19,
    /** Whatever Holdfast supports: at least 0.17.1, below 0.20. */
    ANY
}
