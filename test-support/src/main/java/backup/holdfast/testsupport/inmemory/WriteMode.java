package backup.holdfast.testsupport.inmemory;

/** Whether a change is kept. */
enum WriteMode {
    PERSIST,
    DRY_RUN
}
