#!/usr/bin/env bash
# The steps of the action: each command annotates, and adds its part to a report that can be posted as a comment.
# The documents of targets are compared with those of a base revision; what a pull request changes is annotated there.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
report="$RUNNER_TEMP/codegen-report.md"
prefix="$(git rev-parse --show-prefix 2>/dev/null || true)"
code=0
echo "file=$report" >> "$GITHUB_OUTPUT"
: > "$report"

# Annotations name files from the top of the repository, commands from the folder they run in.
annotate() { sed -E "s#^(::(error|warning|notice) file=)#\1${prefix//#/\\#}#"; }

worse() { if [ "$1" -gt "$code" ]; then code=$1; fi; }

# run TITLE COMMAND…: annotations to the log, the same as text to the report
run() {
  local title="$1" output status=0
  shift
  output="$("$@" --format github)" || status=$?
  printf '%s\n' "$output" | annotate
  {
    printf '### %s\n\n````\n' "$title"
    printf '%s\n' "$output" | sed -E 's/^::(error|warning|notice) ([^:]*)::/\1 \2: /'
    printf '````\n\n'
  } >> "$report"
  worse "$status"
}

# compare TARGET DOCUMENT: what the document's changes since the base mean
compare() {
  local target="$1" document="$2" status=0
  if ! git cat-file -e "$CODEGEN_BASE:./$document" 2>/dev/null; then
    echo "::notice::$document is not in $CODEGEN_BASE: there is nothing to compare it with"
    return
  fi
  codegen diff "$CODEGEN_BASE:$document" --target "$target" --fail-on "$CODEGEN_FAIL_ON" --format github \
    > "$RUNNER_TEMP/codegen-diff" || status=$?
  annotate < "$RUNNER_TEMP/codegen-diff"
  if [ "$status" -lt 2 ]; then
    codegen diff "$CODEGEN_BASE:$document" --target "$target" --fail-on NONE --format markdown >> "$report"
    printf '\n' >> "$report"
  fi
  worse "$status"
}

# Where a checkout holds one commit only, the base has to be fetched.
has_base() {
  git cat-file -e "$CODEGEN_BASE^{commit}" 2>/dev/null && return
  git fetch --quiet --depth=1 origin "$CODEGEN_BASE" 2>/dev/null && git cat-file -e "$CODEGEN_BASE^{commit}" 2>/dev/null
}

read -r -a targets <<< "$CODEGEN_TARGETS"
if [ "$CODEGEN_CHECK" = true ]; then run "codegen check" codegen check ${targets[@]+"${targets[@]}"}; fi
if [ -n "$CODEGEN_VERIFY" ]; then run "codegen verify" codegen verify "$CODEGEN_VERIFY"; fi
if [ "$CODEGEN_DIFF" = true ] && [ -n "$CODEGEN_BASE" ]; then
  if has_base; then
    while IFS=$'\t' read -r target document; do
      compare "$target" "$document"
    done < <(python "$here/documents.py" ${targets[@]+"${targets[@]}"})
  else
    echo "::warning::$CODEGEN_BASE is no commit of this repository: documents are not compared"
  fi
fi
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$report" >> "$GITHUB_STEP_SUMMARY"; fi
exit "$code"
