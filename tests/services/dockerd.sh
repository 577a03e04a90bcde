#!/bin/sh
# Runs a Docker engine of its own below the folder $1, with the network $2 (bridge, none or beside), until standard input
# ends: also when the process at its other end was killed. Then nothing of it is left. Its last words go to standard error.
# One beside this machine has a network of its own, at the address $4, with a wire to $3 here.
dir=$1 network=$2 gateway=$3 address=$4 apart=
bridge="aac$$" number=$(($$ % 256))
pool="10.214.$number.0/24"

# An engine leaves its networks' bridges and its rules behind: a machine has room for some thirty of them.
remove_networks() {
  for name in "$bridge" $(ip -o -4 address show to "$pool" | awk '{ print $2 }'); do
    for table in filter nat raw; do
      iptables -w -t "$table" -S | awk -v name="$name" '/^-A/ && index($0 " ", " " name " ") { $1 = "-D"; print }' |
        while read -r rule; do iptables -w -t "$table" $rule; done
    done
    ip link delete "$name"
  done
}

cleanup() {
  tail -n 15 "$dir/log" >&2
  # What a container that would not go still has mounted.
  awk -v dir="$dir/" 'index($2, dir) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount -l
  [ "$network" != bridge ] || remove_networks 2>/dev/null
  rm -rf "$dir"
}
trap cleanup EXIT

if [ "$network" = bridge ]; then
  # A bridge of its own: two engines on docker0 would give the same addresses to their containers.
  ip link add "$bridge" type bridge && ip address add "10.213.$number.1/24" dev "$bridge" && ip link set "$bridge" up || exit 1
  set -- --bridge="$bridge" --default-address-pool="base=$pool,size=28"
elif [ "$network" = beside ]; then
  # Other addresses than those that an engine in one of its containers would take.
  set -- --default-address-pool=base=10.211.0.0/16,size=24
  wire="aacw$$"
  cat >"$dir/start" <<'END'
until ip address add "$address/30" dev wire 2>/dev/null; do sleep 0.05; done
ip link set lo up && ip link set wire up && ip route add default via "$gateway" && exec "$@"
END
  export address gateway
  apart="unshare --net sh $dir/start"
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
if [ "$network" = beside ]; then
  while [ "$(readlink /proc/self/ns/net)" = "$(readlink "/proc/$engine/ns/net")" ]; do sleep 0.05; done
  ip link add "$wire" type veth peer name wire netns "$engine" && ip address add "$gateway/30" dev "$wire" && ip link set "$wire" up
fi
{
  cat >/dev/null
  kill "$engine"
} <&3 &
wait "$engine"
