/**
 * S3 for tests and for trying out: {@link backup.holdfast.testsupport.s3.S3Test} gives each test a bucket of its own on the server of
 * {@code S3_TEST_ENDPOINT}, or MinIO where containers run, or S3Proxy in this JVM. {@link backup.holdfast.testsupport.s3.CountingProxy}
 * stands in front of one, to count and to disturb. {@link backup.holdfast.testsupport.s3.ScriptedS3} plays the dialects of stores nobody
 * can start here.
 */
@NullMarked
package backup.holdfast.testsupport.s3;

import org.jspecify.annotations.NullMarked;
