// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/completion/completion_script.h"

namespace herald::core::ctl {

namespace {

constexpr auto kBashBegin = R"bash(# SPDX-License-Identifier: Apache-2.0
# Completes the command line of heraldctl in bash. Made by `heraldctl completion bash`: do not edit it.

declare -gA _heraldctl_offers=() _heraldctl_words=()

_heraldctl_read() {
  local verb word offer
  while IFS='|' read -r verb word offer _; do
    _heraldctl_offers["$verb|$word"]=$offer
    [[ $word == [0-9*] ]] || _heraldctl_words["$verb|"]+="$word "
  done
}

# _heraldctl_offer OFFER CONFIG…: completes the current word by what the table offers for it
_heraldctl_offer() {
  local offer=$1
  shift
  case $offer in
    files)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      ;;
    sinks | sources | presets)
      mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" completion names "$offer" "$@" 2>/dev/null)" -- "$word")
      ;;
    words\ *) mapfile -t COMPREPLY < <(compgen -W "${offer#words }" -- "$word") ;;
  esac
}

_heraldctl() {
  local word=${COMP_WORDS[COMP_CWORD]} verb='' option='' offer='' one words i
  local -i place=1
  local -a config=()
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    one=${COMP_WORDS[i]}
    if [[ $one == = ]]; then
      continue
    elif [[ -n $offer ]]; then
      [[ $option != --config && $option != -c ]] || config=(--config "$one")
      offer=''
    elif [[ $one == -* ]]; then
      option=$one
      offer=${_heraldctl_offers["$verb|$one"]-}
      [[ $offer != flag ]] || offer=''
    elif [[ ${_heraldctl_offers["$verb|$one"]-} == verb ]]; then
      verb=${verb:+$verb }$one
    else
      place+=1
    fi
  done
  [[ $word != = ]] || word=''
  if [[ -n $offer ]]; then
    _heraldctl_offer "$offer" "${config[@]}"
    return
  fi
  words=${_heraldctl_words["$verb|"]-}
  offer=${_heraldctl_offers["$verb|$place"]-${_heraldctl_offers["$verb|*"]-}}
  if [[ $word != -* && -n $offer ]]; then
    _heraldctl_offer "$offer" "${config[@]}"
  fi
  for one in $words; do
    [[ $one == "$word"* ]] || continue
    [[ $one != -* || $word == -* ]] || continue
    COMPREPLY+=("$one")
  done
}

_heraldctl_read <<'TABLE'
)bash";

constexpr auto kBashEnd = R"bash(TABLE

complete -F _heraldctl heraldctl
)bash";

}  // namespace

std::string bashCompletion(const std::vector<Verb>& verbs) { return kBashBegin + completionTable(verbs) + kBashEnd; }

}  // namespace herald::core::ctl
