// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/completion/completion_script.h"

namespace herald::core::ctl {

namespace {

constexpr auto kZshBegin = R"zsh(#compdef heraldctl
# SPDX-License-Identifier: Apache-2.0
# Completes the command line of heraldctl in zsh. Made by `heraldctl completion zsh`: do not edit it.

typeset -gA _heraldctl_offers _heraldctl_words

_heraldctl_read() {
  local verb word offer help key
  while IFS='|' read -r verb word offer help; do
    key="$verb|$word"
    _heraldctl_offers[$key]=$offer
    [[ $word == [0-9*] ]] && continue
    key="$verb|"
    _heraldctl_words[$key]+="${word}:${help}"$'\n'
  done
}

# _heraldctl_offer OFFER CONFIG…: completes the current word by what the table offers for it
_heraldctl_offer() {
  local offer=$1
  local -a names
  shift
  case $offer in
    files) _files ;;
    sinks | sources | presets)
      names=(${(f)"$(${words[1]} completion names $offer "$@" 2>/dev/null)"})
      compadd -a names
      ;;
    words\ *)
      names=(${(s: :)${offer#words }})
      compadd -a names
      ;;
  esac
}

_heraldctl() {
  local verb='' option='' offer='' one key
  local -i i place=1
  local -a config offered verbs flags
  for ((i = 2; i < CURRENT; i++)); do
    one=${words[i]}
    key="$verb|$one"
    if [[ -n $offer ]]; then
      [[ $option == --config || $option == -c ]] && config=(--config $one)
      offer=''
    elif [[ $one == --config=* ]]; then
      config=($one)
    elif [[ $one == -*=* ]]; then
      continue
    elif [[ $one == -* ]]; then
      option=$one
      offer=${_heraldctl_offers[$key]}
      [[ $offer == flag ]] && offer=''
    elif [[ ${_heraldctl_offers[$key]} == verb ]]; then
      verb=${verb:+$verb }$one
    else
      place+=1
    fi
  done
  one=${words[CURRENT]}
  if [[ -z $offer && $one == --*=* ]]; then
    key="$verb|${one%%=*}"
    offer=${_heraldctl_offers[$key]}
    compset -P '*='
  fi
  if [[ -n $offer ]]; then
    _heraldctl_offer $offer $config
    return
  fi
  key="$verb|"
  offered=(${(f)_heraldctl_words[$key]})
  verbs=(${offered:#-*})
  flags=(${(M)offered:#-*})
  if [[ $one == -* ]]; then
    _describe 'option' flags
    return
  fi
  key="$verb|$place"
  offer=${_heraldctl_offers[$key]}
  key="$verb|*"
  [[ -n $offer ]] || offer=${_heraldctl_offers[$key]}
  [[ -z $offer ]] || _heraldctl_offer $offer $config
  (( ${#verbs} == 0 )) || _describe 'verb' verbs
}

if (( ${#_heraldctl_offers} == 0 )); then
  _heraldctl_read <<'TABLE'
)zsh";

constexpr auto kZshEnd = R"zsh(TABLE
fi

_heraldctl "$@"
)zsh";

}  // namespace

std::string zshCompletion(const std::vector<Verb>& verbs) { return kZshBegin + completionTable(verbs) + kZshEnd; }

}  // namespace herald::core::ctl
