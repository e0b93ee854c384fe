# Shared by dev/cluster and build.sh: where the binaries are, and how to speak.
# shellcheck shell=bash disable=SC2034

src=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)

# Progress goes to stderr: "dev/cluster bin" and "kubectl" own stdout.
say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }
bad_usage() { say "error: $*"; say "See dev/cluster --help."; exit 2; }

need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || die "'$tool' is needed and was not found on the PATH."
  done
}

# The version of module $1 that the go.mod in folder $2 pins. Read without go, so that a
# machine which only has the binaries can still find them.
pinned() {
  local version
  version=$(awk -v module="$1" '$1 == "require" { $0 = substr($0, 9) }
    $1 == module && $2 ~ /^v/ { print substr($2, 2); exit }' "$src/$2/go.mod")
  [ -n "$version" ] || die "$src/$2/go.mod does not pin $1."
  echo "$version"
}

kubernetes_version=$(pinned k8s.io/kubernetes .)
etcd_version=$(pinned go.etcd.io/etcd/server/v3 etcd)
kwok_version=$(pinned sigs.k8s.io/kwok kwok)

[ "$(uname -s)" = Linux ] || die "the local Kubernetes runs on Linux only (this is $(uname -s)).
Use a cluster you have instead: make run CLUSTER=current IMAGE=..."
case $(uname -m) in
  x86_64 | amd64) arch=amd64 ;;
  aarch64 | arm64) arch=arm64 ;;
  *) arch=$(uname -m) ;;
esac

# The name of the folder changes with all that is pinned: the sum covers the transitive
# modules. Raise "recipe" when build.sh comes to make something else of the same pins.
recipe=1
sum=$(cat "$src"/go.{mod,sum} "$src"/{etcd,kwok}/go.{mod,sum} | sha256sum | cut -c1-8)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/higuma
# Absolute, for the components run in another folder.
case $cache in /*) ;; *) cache=$PWD/$cache ;; esac
bin=$cache/kubernetes-$kubernetes_version-etcd-$etcd_version-kwok-$kwok_version-linux-$arch-$recipe-$sum
