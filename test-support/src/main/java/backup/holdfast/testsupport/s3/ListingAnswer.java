package backup.holdfast.testsupport.s3;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** A page of {@code ListObjectsV2} as the API reference of S3 describes it; every dialect answers alike here. */
public final class ListingAnswer {

    private final String bucket;
    private final String prefix;
    private final StringBuilder entries = new StringBuilder();
    private int count;
    private String next = "";

    private ListingAnswer(String bucket, String prefix) {
        this.bucket = requireNonNull(bucket, "bucket is null");
        this.prefix = requireNonNull(prefix, "prefix is null");
    }

    /** An empty one. */
    public static ListingAnswer of(String bucket, String prefix) {
        return new ListingAnswer(bucket, prefix);
    }

    /** Adds an object. */
    public ListingAnswer object(String key, long size, Instant modified) {
        entries.append("<Contents><Key>")
                .append(key)
                .append("</Key><LastModified>")
                .append(modified)
                .append("</LastModified><ETag>&quot;0&quot;</ETag><Size>")
                .append(size)
                .append("</Size><StorageClass>STANDARD</StorageClass></Contents>");
        count++;
        return this;
    }

    /** Adds a folder; its name ends with a slash. */
    public ListingAnswer folder(String name) {
        entries.append("<CommonPrefixes><Prefix>").append(name).append("</Prefix></CommonPrefixes>");
        count++;
        return this;
    }

    /** There is more, after this token. */
    public ListingAnswer next(String token) {
        next = token;
        return this;
    }

    /** The page as it is sent. */
    public ScriptedAnswer answer() {
        String more = next.isEmpty()
                ? "<IsTruncated>false</IsTruncated>"
                : "<IsTruncated>true</IsTruncated><NextContinuationToken>" + next + "</NextContinuationToken>";
        return ScriptedAnswer.xml(
                200,
                "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>" + bucket
                        + "</Name><Prefix>" + prefix + "</Prefix><KeyCount>" + count
                        + "</KeyCount><MaxKeys>1000</MaxKeys>" + more + entries + "</ListBucketResult>");
    }
}
