# Starts a program: sourced by each in bin/, which sets its name, its class and its heap.
set -eu
home=${0%/*}/..
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

# Made together with the image (deploy/image/train): good for its very JVM and these very jars only.
cache=
if [ -n "${HOLDFAST_TRAIN:-}" ]; then
  cache=-XX:AOTCacheOutput=$HOLDFAST_TRAIN
elif [ -r "$home/lib/$name.aot" ]; then
  cache=-XX:AOTCache=$home/lib/$name.aot
fi

# What the JVM itself has to say goes where it disturbs nobody: a mover's standard output is read by programs.
exec "$java" ${cache:+"$cache"} -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData "$heap" \
  ${terminals+"-Dholdfast.terminals=$terminals"} -Xlog:disable -Xlog:all=warning:stderr -cp "@program.classpath@" "$class" "$@"
