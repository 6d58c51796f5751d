/** restic's own server of its REST protocol, for repositories that neither S3 nor a folder holds. */
@NullMarked
package backup.holdfast.testsupport.rest;

import org.jspecify.annotations.NullMarked;
