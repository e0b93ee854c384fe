#!/usr/bin/env bash
# Builds the local Kubernetes from Go modules, once, into the user's cache.
# Does nothing when the pinned versions are already there.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# The folder appears by a rename once all is in it, so to exist is to be complete.
[ ! -d "$bin" ] || exit 0

other_ways="Ways that need no local Kubernetes:
  make run CLUSTER=current IMAGE=...       run on the cluster your kubeconfig points to
  target/higuma inject -f pod.yaml         use the offline command line"

need flock sha256sum awk
command -v go >/dev/null || die "the local Kubernetes is built from source, and 'go' was not found on the PATH.
Install Go $(awk '$1 == "go" { print $2 }' "$src/kwok/go.mod") or newer (https://go.dev/dl), or choose another way.
$other_ways"

# The strictest of the modules decides. Asked inside its folder: a go that is allowed to
# fetch newer toolchains (GOTOOLCHAIN=auto) answers with the one it would use there.
export GOFLAGS='' GOWORK=off GOOS=linux GOARCH=$arch CGO_ENABLED=0
for module in kwok etcd .; do
  wanted=$(awk '$1 == "go" { print $2 }' "$src/$module/go.mod")
  found=$(cd "$src/$module" && { go env GOVERSION || GOTOOLCHAIN=local go env GOVERSION; } 2>/dev/null) || found=unknown
  found=${found#go} found=${found%%[- ]*}
  if [ "$(printf '%s\n' "$wanted" "$found" | sort -V | head -n 1)" != "$wanted" ]; then
    die "Go $wanted or newer is needed to build the local Kubernetes, but $(command -v go) is $found.
Install it (https://go.dev/dl), or choose another way.
$other_ways"
  fi
done

umask 022
mkdir -p "$cache"
exec 9>"$cache/build.lock"
if ! flock -n 9; then
  say "another build of the local Kubernetes is under way; waiting for it"
  flock 9
fi
# Somebody else may have finished it since the first look.
[ ! -d "$bin" ] || exit 0

# Only the holder of the lock builds, so any older temporary folder is a leftover.
rm -rf "$cache"/building.*
tmp=$(mktemp -d "$cache/building.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

version=k8s.io/component-base/version
minor=${kubernetes_version#*.}
kubernetes_flags="-X $version.gitVersion=v$kubernetes_version -X $version.gitTreeState=clean
  -X $version.gitMajor=${kubernetes_version%%.*} -X $version.gitMinor=${minor%%.*}"

say "building the local Kubernetes, once for these versions: about 7 minutes on two cores and 5 GB in Go's caches"
begin=$SECONDS
build() { # number, name, version, expected time, folder of the module, package, linker flags
  local before=$SECONDS
  say "building $2 $3 ($1 of 6), about $4 ..."
  # Without the lock's descriptor, so that nothing which outlives us can hold the lock.
  (cd "$src/$5" && go build -mod=readonly -trimpath -ldflags "-s -w ${7:-}" -o "$tmp/$2" "$6" 9>&-) ||
    die "building $2 failed; what Go said is above."
  say "  done in $((SECONDS - before)) s"
}
build 1 etcd "$etcd_version" "45 seconds" etcd go.etcd.io/etcd/server/v3
build 2 kube-apiserver "$kubernetes_version" "4 minutes" . k8s.io/kubernetes/cmd/kube-apiserver "$kubernetes_flags"
build 3 kube-controller-manager "$kubernetes_version" "1 minute" . k8s.io/kubernetes/cmd/kube-controller-manager "$kubernetes_flags"
build 4 kube-scheduler "$kubernetes_version" "10 seconds" . k8s.io/kubernetes/cmd/kube-scheduler "$kubernetes_flags"
build 5 kubectl "$kubernetes_version" "30 seconds" . k8s.io/kubernetes/cmd/kubectl "$kubernetes_flags"
build 6 kwok "$kwok_version" "1 minute" kwok sigs.k8s.io/kwok/cmd/kwok

# KWOK knows how a pod or node comes to life only from stage files; its module ships some.
stages=$(cd "$src/kwok" && go list -mod=readonly -m -f '{{.Dir}}' sigs.k8s.io/kwok)/kustomize/stage
for stage in node/fast node/heartbeat-with-lease pod/fast; do
  mkdir -p "$tmp/stages/$stage"
  cp "$stages/$stage"/*.yaml "$tmp/stages/$stage/"
done
chmod -R u+w,go-w "$tmp/stages"
chmod 755 "$tmp"

mv -T "$tmp" "$bin"
say "the local Kubernetes is in $bin (built in $((SECONDS - begin)) s)"
