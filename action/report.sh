#!/usr/bin/env bash
# Runs the commands of the action: each writes annotations to the log, and a section of a Markdown report.
# Documents of targets are compared with those of a base revision, so that a pull request gets annotations of its changes.
set -euo pipefail

# The checkout may hold a folder that looks like a bare repository, whose configuration names programs.
git() { command git -c safe.bareRepository=explicit "$@"; }

if [ "$CODEGEN_MODE" != check ]; then
  echo "::error::unknown mode $CODEGEN_MODE: expected check or update"
  exit 2
fi

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
report="$RUNNER_TEMP/codegen-report.md"
prefix="$(git rev-parse --show-prefix 2>/dev/null || true)"
code=0
echo "file=$report" >> "$GITHUB_OUTPUT"
: > "$report"

# Annotations need paths relative to the repository; commands print them relative to the current folder.
annotate() { sed -E "s#^(::(error|warning|notice) file=)#\1${prefix//#/\\#}#"; }

worse() { if [ "$1" -gt "$code" ]; then code=$1; fi; }

# run TITLE COMMAND…: write annotations to the log, and the same as text to the report
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

# compare TARGET DOCUMENT: report the changes of a document since the base
compare() {
  local target="$1" document="$2" status=0
  if ! git cat-file -e "$CODEGEN_BASE:./$document" 2>/dev/null; then
    echo "::notice::$document does not exist in $CODEGEN_BASE, and is not compared"
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

# A shallow checkout does not have the base revision; fetch it.
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
    echo "::warning::$CODEGEN_BASE is not a commit of this repository; documents are not compared"
  fi
fi
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$report" >> "$GITHUB_STEP_SUMMARY"; fi
exit "$code"
