/**
 * What can be learnt of a repository without its password: whether it exists, its locks, its sizes and its neighbours, straight from
 * where it is stored. S3, directories and REST servers; the SDK for S3 is loaded when the first S3 store is opened and not before.
 */
@NullMarked
package backup.holdfast.restic.store;

import org.jspecify.annotations.NullMarked;
