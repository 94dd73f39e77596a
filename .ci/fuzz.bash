# shellcheck shell=bash
# What the modules' scripts "fuzz" share: Jazzer (coverage-guided, Apache-2.0), beginning with the inputs that are kept.
#
#   fuzz [SECONDS] [TARGET]...   fuzzes each target for so long (60); a failure ends it, and is left in target/fuzz
#   fuzz --runs=N TARGET         fuzzes for so many executions
#   fuzz --seeds                 makes the seeds anew
#
# FUZZ_SEED=N takes another way than CI does; 0 takes a new one each time.
# What was found and mended belongs into the folder of kept inputs, where the unit tests run it for ever.
#
# A script says which targets there are, in which package, and with which inputs, has a function make_seeds, and calls main.
set -euo pipefail
cd "$(dirname "$0")"

work=target/fuzz
module=$(basename "$PWD")

inputs_of() { # TARGET; another one's may serve it, too
  echo "$inputs/$1"
}

build() {
  (cd .. && mvn -q -B -pl "$module" -am -Pfuzz -DskipTests -Dspotless.check.skip package)
  classpath="target/test-classes:target/classes:$(cat target/fuzz-classpath)"
}

fuzz() { # TARGET, and what bounds the run
  local target=$1 class
  shift
  class=$package.${target^}Fuzz
  mkdir -p "$work/$target"
  java -Xmx1g -Djava.io.tmpdir="$scratch" -cp "$classpath" com.code_intelligence.jazzer.Jazzer --target_class="$class" \
    --instrumentation_includes='io.kvmsdk.**' --reproducer_path="$work" \
    -max_len=32768 -timeout=10 -rss_limit_mb=3000 -print_final_stats=1 -seed="${FUZZ_SEED:-1}" \
    -artifact_prefix="$work/$target-" "$@" "$work/$target" "$(inputs_of "$target")"
}

seed() { # NAME TARGET, the image being the file TARGET in $scratch
  mkdir -p "$inputs/$2"
  java -cp "$classpath" io.kvmsdk.judge.fuzz.SparseBytes "$scratch/$2" "$inputs/$2/$1" "$block"
  rm "$scratch/$2"
}

main() {
  local memory=/dev/shm seconds
  [ -w "$memory" ] || memory=${TMPDIR:-/tmp}
  scratch=$(mktemp -d "$memory/kvmsdk-fuzz.XXXXXX")
  trap 'rm -rf "$scratch"' EXIT
  build
  case ${1:-} in
    --seeds)
      make_seeds
      ;;
    --runs=*)
      fuzz "$2" "-runs=${1#--runs=}"
      ;;
    *)
      seconds=${1:-60}
      [ $# -gt 1 ] || set -- "$seconds" "${targets[@]}"
      for target in "${@:2}"; do
        fuzz "$target" -max_total_time="$seconds"
      done
      ;;
  esac
}
