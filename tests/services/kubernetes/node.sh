#!/bin/sh
# The inside of cluster.sh: begins the parts of the cluster.
dir=$1 program=$2 network=$3 address=$4 gateway=$5 services=$6 name=$7
mount --make-rprivate / && mount -t proc proc /proc
ip link set lo up
while ! ip link show wire >/dev/null 2>&1; do sleep 0.05; done
ip address add "$address/30" dev wire && ip link set wire up && ip route add default via "$gateway"
# The host knows no way back to pods.
iptables -t nat -A POSTROUTING -s 10.244.0.0/16 -o wire -j MASQUERADE
# What pods of one bridge say to each other goes by the rules of the node.
echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables
mkdir -p "$dir/log" "$dir/run" "$dir/cni"
mount -t tmpfs tmpfs /run && mkdir -p /run/lock
cd "$dir" || exit 1

# Those that give up where another part is not there yet are begun again.
begin() { # PART COMMAND…
  (
    part=$1
    shift
    while :; do
      "$@" >>"$dir/log/$part" 2>&1
      sleep 0.5
    done
  ) &
}

openssl genrsa -out sa.key 2048 2>/dev/null
token=$(cat token)
echo "$token,admin,admin,system:masters" >tokens.csv
if [ -f users.csv ]; then cat users.csv >>tokens.csv; fi
cat >kubeconfig <<EOF
apiVersion: v1
kind: Config
current-context: it
clusters: [{name: it, cluster: {server: "https://$address:6443", insecure-skip-tls-verify: true}}]
users: [{name: admin, user: {token: "$token"}}]
contexts: [{name: it, context: {cluster: it, user: admin}}]
EOF

cat >containerd.toml <<EOF
version = 2
root = "$dir/containerd"
state = "$dir/run/containerd"
[grpc]
  address = "$dir/run/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "aac.test/agent:1"
  disable_apparmor = true
  # Not every root may make the kernel spare its processes.
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$dir/cni"
  [plugins."io.containerd.grpc.v1.cri".registry.mirrors."$gateway:5000"]
    endpoint = ["http://$gateway:5000"]
  [plugins."io.containerd.grpc.v1.cri".containerd]
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        Root = "$dir/run/runc"
EOF
cat >cni/10-bridge.conflist <<EOF
{"cniVersion":"0.4.0","name":"pods","plugins":[{"type":"bridge","bridge":"pods","isGateway":true,
"ipam":{"type":"host-local","dataDir":"$dir/run/cni","ranges":[[{"subnet":"10.244.0.0/16"}]],"routes":[{"dst":"0.0.0.0/0"}]}}]}
EOF
cat >kubelet.yaml <<EOF
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $address
authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}
authorization: {mode: AlwaysAllow}
cgroupDriver: cgroupfs
cgroupRoot: /$name
failCgroupV1: false
failSwapOn: false
containerRuntimeEndpoint: unix://$dir/run/containerd.sock
imageGCHighThresholdPercent: 100
evictionHard: {memory.available: 1Mi, nodefs.available: 1Mi, imagefs.available: 1Mi, nodefs.inodesFree: "1", imagefs.inodesFree: "1"}
makeIPTablesUtilChains: false
maxPods: 60
podLogsDir: $dir/log/pods
resolvConf: ""
clusterDNS: ["$services.10"]
clusterDomain: cluster.local
registerNode: true
volumePluginDir: $dir/run/volumeplugins
EOF
for parent in /sys/fs/cgroup /sys/fs/cgroup/*; do
  [ -e "$parent/cgroup.procs" ] && mkdir -p "$parent/$name"
done
# Without values a new group of these takes no process.
for part in cpus mems; do
  [ -e "/sys/fs/cgroup/cpuset/cpuset.$part" ] && cat "/sys/fs/cgroup/cpuset/cpuset.$part" >"/sys/fs/cgroup/cpuset/$name/cpuset.$part"
done

begin etcd etcd --data-dir "$dir/etcd" --unsafe-no-fsync --listen-client-urls http://127.0.0.1:2379 \
  --advertise-client-urls http://127.0.0.1:2379 --listen-peer-urls http://127.0.0.1:2380
begin containerd containerd --config "$dir/containerd.toml"
begin kube-apiserver "$program" kube-apiserver --etcd-servers=http://127.0.0.1:2379 --bind-address="$address" \
  --cert-dir="$dir/run/certs" --token-auth-file="$dir/tokens.csv" --authorization-mode=RBAC \
  --service-account-issuer=https://aac.test --service-account-key-file="$dir/sa.key" \
  --service-account-signing-key-file="$dir/sa.key" --service-cluster-ip-range="$services.0/24" \
  --kubelet-preferred-address-types=InternalIP --allow-privileged --enable-priority-and-fairness=false
begin kube-controller-manager "$program" kube-controller-manager --kubeconfig="$dir/kubeconfig" --leader-elect=false \
  --service-account-private-key-file="$dir/sa.key" --root-ca-file="$dir/run/certs/apiserver.crt" --use-service-account-credentials=false --bind-address=127.0.0.1
begin kube-scheduler "$program" kube-scheduler --kubeconfig="$dir/kubeconfig" --leader-elect=false --bind-address=127.0.0.1
begin kube-proxy "$program" kube-proxy --kubeconfig="$dir/kubeconfig" --hostname-override=node --proxy-mode=iptables \
  --cluster-cidr=10.244.0.0/16 --conntrack-max-per-core=0 \
  --conntrack-tcp-timeout-established=0 --conntrack-tcp-timeout-close-wait=0 --bind-address="$address" \
  --healthz-bind-address=127.0.0.1 --metrics-bind-address=127.0.0.1
# Keeps NetworkPolicies.
begin kube-router "$network" policies "$dir/kubeconfig" node "$services.0/24"
while [ ! -S "$dir/run/containerd.sock" ]; do sleep 0.05; done
begin kubelet "$program" kubelet --config="$dir/kubelet.yaml" --kubeconfig="$dir/kubeconfig" --hostname-override=node \
  --root-dir="$dir/kubelet" --node-ip="$address" --cert-dir="$dir/run/kubelet-certs"

trap 'exit 0' TERM
wait
