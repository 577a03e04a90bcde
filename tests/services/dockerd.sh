#!/bin/sh
# Runs a Docker engine of its own below the folder $1, with the network $2 (bridge or none), until standard input ends:
# also when the process at its other end was killed. Then nothing of it is left. Its last words go to standard error.
dir=$1 network=$2 apart=
bridge="aac$$"

cleanup() {
  tail -n 15 "$dir/log" >&2
  # What a container that would not go still has mounted.
  awk -v dir="$dir/" 'index($2, dir) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount -l
  ip link delete "$bridge" 2>/dev/null
  rm -rf "$dir"
}
trap cleanup EXIT

if [ "$network" = bridge ]; then
  # A bridge of its own: two engines on docker0 would give the same addresses to their containers.
  ip link add "$bridge" type bridge && ip address add "10.213.$(($$ % 256)).1/24" dev "$bridge" && ip link set "$bridge" up || exit 1
  set -- --bridge="$bridge"
else
  # In a network of its own: an engine without a bridge removes docker0, which may be another engine's.
  apart="unshare --net"
  set -- --bridge=none --iptables=false --ip6tables=false --ip-masq=false
fi

exec 3<&0
echo '{}' >"$dir/daemon.json"
$apart dockerd --host="unix://$dir/docker.sock" --data-root="$dir/data" --exec-root="$dir/exec" --pidfile="$dir/pid" \
  --config-file="$dir/daemon.json" --shutdown-timeout=1 "$@" >"$dir/log" 2>&1 3<&- &
engine=$!
{
  cat >/dev/null
  kill "$engine"
} <&3 &
wait "$engine"
