# Run as the first process of new namespaces: puts a root together, moves in and becomes the command. All values are arguments, so that none
# of them is ever parsed as a command. As few programs as can be: pods are started often, and on busy machines.
set -eu
root=$1 mounts=$2 files=$3 started=$4 host_name=$5 root_files=$6 container_path=$7
shift 7
printf '%s' "$host_name" > /proc/sys/kernel/hostname
mount -t tmpfs -o mode=0755 holdfast "$root"

links=
for entry in /*; do
  [ ! -L "$entry" ] || links="$links $entry"
done
# shellcheck disable=SC2086 # one word per link
[ -z "$links" ] || cp -P $links "$root/"
mkdir "$root/dev" "$root/var"
mkdir -m 1777 "$root/dev/shm"
ln -s /proc/self/fd "$root/dev/fd"
ln -s /tmp "$root/var/tmp"

# A file can only be mounted on a file.
while IFS= read -r file; do
  [ -d "$root${file%/*}" ] || mkdir -p "$root${file%/*}"
  : > "$root$file"
done < "$files"
mount --all --fstab "$mounts"
[ "$root_files" = WRITABLE ] || mount -o remount,ro "$root"

: > "$started"
chroot=$(command -v chroot)
eval "PATH=\$$container_path"
unset "$container_path" PWD OLDPWD
exec "$chroot" "$root" "$@"
