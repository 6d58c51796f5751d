# For a program that people wait for: classes are kept as the JVM has them in memory (CDS), beside the jars they are of. From JDK 19 on the
# JVM makes that archive at the end of the first run, and again when jars have changed. JDK 17 uses one that HOLDFAST_ARCHIVE=1 had it make.
renew=
log=warning
jdk=$(command -v "$java") && jdk=$(readlink -f "$jdk" 2>/dev/null) || jdk=
version=
if [ -r "${jdk%/bin/java}/release" ]; then
  while IFS='="' read -r key empty value rest; do
    if [ "$key" = JAVA_VERSION ]; then version=$value; fi
  done < "${jdk%/bin/java}/release"
fi
# Good for that JVM only.
archive=$home/lib/$name-$version.jsa
# Made by a run that reaches for a cluster: those that print something would keep a fraction.
case "${1:-}: $* " in
  -* | : | completion:* | bucket:* | *' --help '* | *' -h '*) makes= ;;
  *) makes=yes ;;
esac
case ${version%%.*} in
  '' | *[!0-9]*) makes= ;;
  17 | 18)
    if [ -n "${HOLDFAST_ARCHIVE:-}" ] && [ -n "$makes" ]; then
      cache=-XX:ArchiveClassesAtExit=$archive
    fi ;;
  *)
    if [ -w "$home/lib" ] && [ -n "$makes" ]; then
      cache=-XX:SharedArchiveFile=$archive
      renew=-XX:+AutoCreateSharedArchive
    fi ;;
esac
if [ -z "$cache" ] && [ -r "$archive" ]; then cache=-XX:SharedArchiveFile=$archive; fi
# The JVM has a lot to say about classes that it can't keep.
if [ -n "$cache" ]; then log=error; fi
