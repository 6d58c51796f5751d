# Run as the first process of new namespaces: puts a root together, moves in and becomes the command. All values are arguments, so that none
# of them is ever parsed as a command.
set -eu
root=$1 layer=$2 mounts=$3 started=$4 host_name=$5 root_files=$6 container_path=$7
shift 7
printf '%s' "$host_name" > /proc/sys/kernel/hostname
mount -t tmpfs -o mode=0755 holdfast "$root"

# The host's programs. What a container has of its own, or must not see, is left out.
for entry in /*; do
  name=${entry#/}
  case $name in
    tmp | root | home | run | proc | sys | dev | var | data | cache | mnt | image | lost+found) continue ;;
  esac
  if [ -L "$entry" ]; then
    cp -P "$entry" "$root/$name"
  elif [ -d "$entry" ]; then
    mkdir "$root/$name"
    mount --rbind "$entry" "$root/$name"
    mount -o remount,bind,ro "$root/$name"
  fi
done

mkdir "$root/proc" "$root/sys" "$root/dev" "$root/var"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount -o remount,bind,ro "$root/sys"
mount -t tmpfs -o mode=0755 dev "$root/dev"
for device in null zero full random urandom; do
  : > "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/0 "$root/dev/stdin"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"
mkdir -m 1777 "$root/dev/shm"

for own in tmp root home run; do
  mkdir "$root/$own"
  mount --bind "$layer/$own" "$root/$own"
  [ "$root_files" = WRITABLE ] || mount -o remount,bind,ro "$root/$own"
done
ln -s /tmp "$root/var/tmp"
ln -s /run "$root/var/run"

tab=$(printf '\t')
while IFS=$tab read -r access source target; do
  if [ -d "$source" ]; then
    mkdir -p "$root$target"
  else
    mkdir -p "$root${target%/*}"
    [ -e "$root$target" ] || : > "$root$target"
  fi
  mount --rbind "$source" "$root$target"
  [ "$access" = rw ] || mount -o remount,bind,ro "$root$target"
done < "$mounts"
[ "$root_files" = WRITABLE ] || mount -o remount,ro "$root"

: > "$started"
chroot=$(command -v chroot)
eval "PATH=\$$container_path"
unset "$container_path" PWD OLDPWD
exec "$chroot" "$root" "$@"
