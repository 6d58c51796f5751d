# Starts a program: sourced by each in bin/, which sets its name, its class and its heap.
set -eu
home=${0%/*}/..
if [ -x "$home/java/bin/java" ]; then
  # The bundled one: good for these jars, whatever else is installed.
  java=$home/java/bin/java
else
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
fi

# Made together with the image (deploy/image/train): good for its very JVM and these very jars only.
cache=
if [ -n "${HOLDFAST_TRAIN:-}" ]; then
  cache=-XX:AOTCacheOutput=$HOLDFAST_TRAIN
elif [ -r "$home/lib/$name.aot" ]; then
  cache=-XX:AOTCache=$home/lib/$name.aot
elif [ -n "${archive:-}" ]; then
  . "$home/lib/archive.sh"
fi

# What the JVM itself has to say goes where it disturbs nobody: a mover's standard output is read by programs.
exec "$java" ${cache:+"$cache"} -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData "$heap" \
  ${renew:+"$renew"} ${terminals+"-Dholdfast.terminals=$terminals"} -Xlog:disable -Xlog:all=${log:-warning}:stderr \
  -cp "@program.classpath@" "$class" "$@"
