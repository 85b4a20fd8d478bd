#!/usr/bin/env bash
# Updates packages from the sources of their documents. With a branch, commits the update to it, and opens a pull request
# or updates the one that is open.
set -euo pipefail

# The checkout may hold a folder that looks like a bare repository, whose configuration names programs.
git() { command git -c safe.bareRepository=explicit "$@"; }

report="$RUNNER_TEMP/codegen-update.md"
read -r -a targets <<< "$CODEGEN_TARGETS"
status=0
codegen update ${targets[@]+"${targets[@]}"} --exit-code --format github --output "$report" || status=$?
case "$status" in
  0) changed=none title="" ;;
  3) changed=compatible title="Update API documents" ;;
  4) changed=breaking title="Update API documents (breaking changes)" ;;
  *) exit "$status" ;;
esac
printf 'file=%s\nchanged=%s\n' "$report" "$changed" >> "$GITHUB_OUTPUT"
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$report" >> "$GITHUB_STEP_SUMMARY"; fi
if [ "$changed" = none ] || [ -z "$CODEGEN_BRANCH" ]; then exit 0; fi

branch="$(git check-ref-format --branch "$CODEGEN_BRANCH")"
git switch --quiet --force-create "$branch"
git add --all
git -c user.name=codegen -c user.email=codegen@users.noreply.github.com commit --quiet --message "$title"
# A branch with the same content is left as it is: pushing it again would run all checks again.
if git fetch --quiet --depth=1 origin "refs/heads/$branch" 2>/dev/null && git diff --quiet FETCH_HEAD HEAD; then exit 0; fi
git push --quiet --force origin "HEAD:refs/heads/$branch"
number="$(gh pr list --head "$branch" --state open --json number --jq '.[0].number // empty')"
if [ -n "$number" ]; then
  gh pr edit "$number" --title "$title" --body-file "$report"
else
  gh pr create --head "$branch" --title "$title" --body-file "$report"
fi
