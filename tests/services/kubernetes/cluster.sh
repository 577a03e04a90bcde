#!/bin/sh
# Runs a Kubernetes cluster of one node below the folder $1, out of the programs $2 and $3 (see main.go of each), until
# standard input ends: also when the process at its other end was killed. It has a network, processes and mounts of its
# own, so that nothing of it is left. The API server answers at https://$4:6443; $5 is the host's end of the wire there,
# and $6.0/24 the network of Services, which the host reaches by it. The last words of its parts go to standard error.
dir=$1 program=$2 network=$3 address=$4 gateway=$5 services=$6 name="aac-k8s-$$"
wire="k8s$$" here=$(dirname "$0")

cleanup() {
  ip link delete "$wire" 2>/dev/null
  for look in 1 2 3 4 5 6 7 8 9 10; do
    find /sys/fs/cgroup -mindepth 1 -maxdepth 2 -name "$name" -exec find {} -depth -type d -exec rmdir {} \; 2>/dev/null
    rm -rf "$dir" 2>/dev/null
    # What was killed takes a moment to be gone.
    [ -z "$(find /sys/fs/cgroup -mindepth 1 -maxdepth 2 -name "$name")" ] && [ ! -e "$dir" ] && break
    sleep 0.3
  done
}
trap cleanup EXIT

exec 3<&0
unshare --net --pid --mount --fork --kill-child sh "$here/node.sh" "$dir" "$program" "$network" "$address" "$gateway" "$services" "$name" <&3 3<&- &
inside=$!
# Its first child is the first process inside, whose network it is.
while ! first=$(cat "/proc/$inside/task/$inside/children" 2>/dev/null) || [ -z "$first" ]; do sleep 0.05; done
ip link add "$wire" type veth peer name wire netns "${first% }" && ip address add "$gateway/30" dev "$wire" && ip link set "$wire" up || exit 1
ip route add "$services.0/24" via "$address" || exit 1
{
  cat >/dev/null
  kill -KILL "$inside"
} <&3 &
wait "$inside"
