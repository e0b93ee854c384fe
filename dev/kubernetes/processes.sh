# The processes of one cluster: starting, recognising, awaiting and ending them. The caller
# sets dir (the cluster's folder), bin (the binaries) and components (their names in order).
# shellcheck shell=bash disable=SC2154

# What tells one process from all others, also after its number was given out again: its
# number, when it started (field 22 of stat), and the boot that counts from.
identity() {
  local stat fields
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  read -r -a fields <<<"${stat##*) }" # the name before ")" may contain spaces
  case ${fields[0]} in Z | X) return 1 ;; esac
  echo "$1 ${fields[19]} $(cat /proc/sys/kernel/random/boot_id)"
}

# The process number of component $1, if it is alive and really the one that was started.
pid_of() {
  local recorded pid
  recorded=$(cat "$dir/run/$1" 2>/dev/null) && pid=${recorded%% *} || return 1
  [[ $pid =~ ^[0-9]+$ ]] && [ "$(identity "$pid")" = "$recorded" ] && echo "$pid"
}

launch() { # name, arguments
  local name=$1 pid
  shift
  # A session of its own, so that a Ctrl-C or a closed terminal does not reach it. It must not
  # inherit open files: neither our lock nor a pipe of the caller may be held as long as it lives.
  (
    cd "$dir" || exit
    for fd in /proc/self/fd/*; do
      fd=${fd##*/}
      case $fd in 0 | 1 | 2 | 255) ;; *) eval "exec $fd>&-" ;; esac
    done
    exec setsid "$bin/$name" "$@" >"logs/$name.log" 2>&1 </dev/null
  ) &
  pid=$!
  identity "$pid" >"$dir/run/$name" || true # it may have ended already; wait_for says so
}

all_alive() {
  local name
  for name in "$@"; do pid_of "$name" >/dev/null || return 1; done
}

# Waits until the rest of the arguments, a command, succeeds. Ends the script when a
# component ends meanwhile; with code 75 when only a port was taken, so that start tries again.
wait_for() { # seconds, what, command
  local deadline=$((SECONDS + $1)) what=$2 name
  shift 2
  until "$@" >/dev/null 2>&1; do
    for name in "${components[@]}"; do
      if [ -e "$dir/run/$name" ] && ! pid_of "$name" >/dev/null; then
        ! grep -q "address already in use" "$dir/logs/$name.log" || exit 75
        say "error: $name ended. The end of $dir/logs/$name.log:"
        tail -n 15 "$dir/logs/$name.log" | sed 's/^/  /' >&2
        exit 1
      fi
    done
    if [ "$SECONDS" -ge "$deadline" ]; then
      say "error: $what: still not so after waiting. The ends of the logs in $dir/logs:"
      tail -n 5 "$dir"/logs/*.log | sed 's/^/  /' >&2
      exit 1
    fi
    sleep 0.05
  done
}

end_processes() {
  local name pid i n
  for ((i = ${#components[@]} - 1; i >= 0; i--)); do
    name=${components[i]}
    if pid=$(pid_of "$name"); then
      kill -TERM "$pid" 2>/dev/null || true
      # The state is thrown away, so nobody is given long to finish.
      for ((n = 0; n < 120; n++)); do
        pid_of "$name" >/dev/null || break
        [ "$n" != 60 ] || kill -KILL "$pid" 2>/dev/null || true
        sleep 0.05
      done
    fi
    rm -f "$dir/run/$name"
  done
}

free_port() {
  local port
  while :; do
    # Below the range that systems hand out to clients by themselves (32768 and up).
    port=$((20000 + RANDOM % 12000))
    case " $taken " in *" $port "*) continue ;; esac
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  taken+=" $port"
  REPLY=$port
}
