# SPDX-License-Identifier: Apache-2.0
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
|check|verb|Check the configuration without starting anything; the exit code is 78 if it is wrong
|doctor|verb|Look for what usually goes wrong around Herald, and say what to do; the exit code is 1 if something keeps events from arriving
|plugins|verb|List the plugins, what of them the daemon runs, and why Herald refused a file
|options|verb|Show the options of Herald itself, and of every source, sink, transform or route
|presets|verb|List the presets for a sink and those for a source, and what each needs
|render|verb|Print the requests that a sink would send for an event, or what else it would do, without doing it
|listen|verb|Show every webhook that arrives at a port of this machine, with a body of up to 16 MiB
|connect|verb|Find out what is behind a printer's address, get what Herald needs there, and add a source for it: to the Herald that runs, or without one beside the configuration
|discover|verb|List the OctoPrints and Moonrakers that announce themselves in this network
|import|verb|Take over the configuration of another program
|console|verb|Print a link that logs a browser in to the console, or open the console to the network
|hooks|verb|List the hooks and what the console has saved, switch hooks, and take saves back
|reload|verb|Take over the changed configuration; the exit code is 78 if the daemon refuses it
|status|verb|Show what needs you, the printers and the sinks; the exit code is 1 if events do not arrive
|tail|verb|Show what becomes of each delivery, as it happens
|printers|verb|Show what each printer does, as its last events told
|test|verb|Send a test event through a sink; the exit code is 0 if it was delivered
|sink|verb|Pause a sink, and let it go on
|queue|verb|Show and change what waits to be delivered
|dead|verb|Show and change dead letters: deliveries that Herald will not try again by itself
|outbox|verb|Control the file that keeps deliveries
|completion|verb|Print a script by which a shell completes the command line of heraldctl
check|--strict|flag|Take a warning, about something that can never work as it is written, for an error
check|--config|files|The configuration file
check|-c|files|The configuration file
check|--help|flag|Print the help and end
doctor|--json|flag|Print it as JSON
doctor|--config|files|The configuration file
doctor|-c|files|The configuration file
doctor|--help|flag|Print the help and end
plugins|--config|files|The configuration file
plugins|-c|files|The configuration file
plugins|show|verb|Show the options of a plugin
plugins|new|verb|Write a project for a plugin of your own: its class, its test, and a configuration to try
plugins|try|verb|Check a plugin's library against the rules that every plugin keeps, in processes of its own
plugins show|1|text|The value of the option `type`
plugins show|--sink|flag|Only the sink of this type
plugins show|--source|flag|Only the source
plugins show|--transform|flag|Only the transform
plugins show|--markdown|flag|Print the table of the plugin's README
plugins show|--config|files|The configuration file
plugins show|-c|files|The configuration file
plugins show|--help|flag|Print the help and end
plugins new|1|text|What users will write as `type`
plugins new|--sink|flag|It delivers events
plugins new|--source|flag|It reports events
plugins new|--transform|flag|It changes events, or holds them back
plugins new|--folder|files|The folder to write to; the default is NAME
plugins new|--help|flag|Print the help and end
plugins try|1|files|The library: build/hello.so
plugins try|--set|text|An option of the plugin; may be given several times
plugins try|--options|files|Take the options from a block of this type in CONFIG; the default is sample.properties beside the library, if there is one
plugins try|--type|text|Check only this class of the library
plugins try|--limit|text|A rule that takes longer hangs
plugins try|--help|flag|Print the help and end
plugins|--help|flag|Print the help and end
options|1|words herald source sink transform route|Only these: herald, source, sink, transform or route
options|--markdown|flag|Print the tables of docs/configuration.md
options|--config|files|The configuration file
options|-c|files|The configuration file
options|--help|flag|Print the help and end
presets|--config|files|The configuration file
presets|-c|files|The configuration file
presets|show|verb|Print the file of a preset
presets show|1|presets|The value of the option `preset`
presets show|--config|files|The configuration file
presets show|-c|files|The configuration file
presets show|--help|flag|Print the help and end
presets|--help|flag|Print the help and end
render|--sink|sinks|The sink
render|--event|files|A JSON file with the event; - is standard input
render|--secrets|flag|Show secrets too; without it, *** stands for each
render|--config|files|The configuration file
render|-c|files|The configuration file
render|--help|flag|Print the help and end
listen|1|text|The port; 0 takes any free one
listen|--status|text|The status of each answer
listen|--help|flag|Print the help and end
connect|1|text|The address of OctoPrint or Moonraker, such as octopi.local or http://192.168.1.5:5000, or of a broker, such as mqtt://broker.local
connect|--name|text|The name of the new source; the default is the first part of the host name
connect|--ca|files|A PEM file with the certificate authorities to trust instead of the system's
connect|--key-file|files|A file with the API key, for a Moonraker that wants one
connect|--user|text|The user at a broker
connect|--password-file|files|A file with the password of that user
connect|--preset|presets|What publishes at a broker; `heraldctl presets` lists the presets for a source
connect|--config|files|The configuration file
connect|-c|files|The configuration file
connect|--help|flag|Print the help and end
discover|--config|files|The configuration file
discover|-c|files|The configuration file
discover|--help|flag|Print the help and end
import|octoprint-webhooks|verb|Make sinks of the hooks of OctoPrint-Webhooks, and say what is left to do
import octoprint-webhooks|*|files|The config.yaml of each OctoPrint, or one exported template; without it, Herald looks in the usual places
import octoprint-webhooks|--out|files|The folder to write to; the default is the folder of the configuration
import octoprint-webhooks|--name|sources|The source in Herald for this printer, once for each CONFIG. A hook then gets only its events. Printers with the same hook share one sink
import octoprint-webhooks|--config|files|The configuration file
import octoprint-webhooks|-c|files|The configuration file
import octoprint-webhooks|--help|flag|Print the help and end
import|--help|flag|Print the help and end
console|1|words on off|With --lan: `on`, which is the default, or `off`
console|--lan|flag|Let other machines of this network in, with a password; `--lan off` keeps them out
console|--config|files|The configuration file
console|-c|files|The configuration file
console|--help|flag|Print the help and end
hooks|ls|verb|List the hooks, each with the file that has it
hooks|enable|verb|Switch a hook on
hooks|disable|verb|Switch a hook off; what waits is still delivered
hooks|take-over|verb|Copy a hook of another file to the console, which can then change it
hooks|saves|verb|List the last ten changes that the console has saved
hooks|undo|verb|Take a save back
hooks ls|--config|files|The configuration file
hooks ls|-c|files|The configuration file
hooks ls|--help|flag|Print the help and end
hooks enable|1|sinks|The hook, as `heraldctl hooks ls` shows it
hooks enable|--config|files|The configuration file
hooks enable|-c|files|The configuration file
hooks enable|--help|flag|Print the help and end
hooks disable|1|sinks|The hook, as `heraldctl hooks ls` shows it
hooks disable|--config|files|The configuration file
hooks disable|-c|files|The configuration file
hooks disable|--help|flag|Print the help and end
hooks take-over|1|sinks|The hook, as `heraldctl hooks ls` shows it
hooks take-over|--config|files|The configuration file
hooks take-over|-c|files|The configuration file
hooks take-over|--help|flag|Print the help and end
hooks saves|--config|files|The configuration file
hooks saves|-c|files|The configuration file
hooks saves|--help|flag|Print the help and end
hooks undo|1|text|Its number; the default is the last one
hooks undo|--config|files|The configuration file
hooks undo|-c|files|The configuration file
hooks undo|--help|flag|Print the help and end
hooks|--help|flag|Print the help and end
reload|--config|files|The configuration file
reload|-c|files|The configuration file
reload|--help|flag|Print the help and end
status|--tag|text|Only printers with this tag; * stands for any text
status|--failing|flag|Only printers and sinks that have a problem
status|--watch|flag|Show it again every 2 seconds
status|--json|flag|Print everything, as JSON
status|--config|files|The configuration file
status|-c|files|The configuration file
status|--help|flag|Print the help and end
tail|--sink|sinks|Only this sink; may be given several times, as the next three
tail|--device|text|Only events of this device
tail|--type|text|Only events of this type
tail|--outcome|text|Only this outcome: delivered, retry, hold, rejected, …
tail|--last|text|Begin with so many of the newest deliveries
tail|--events|flag|Show the events too
tail|--json|flag|Print a JSON object a line
tail|--config|files|The configuration file
tail|-c|files|The configuration file
tail|--help|flag|Print the help and end
printers|--tag|text|Only printers with this tag; * stands for any text
printers|--watch|flag|Show it again every 2 seconds
printers|--json|flag|Print all of them, as JSON
printers|--config|files|The configuration file
printers|-c|files|The configuration file
printers|--help|flag|Print the help and end
test|1|sinks|The sink
test|--event|text|The type of the event
test|--dry-run|flag|Only show what the sink would send or do, with secrets masked
test|--config|files|The configuration file
test|-c|files|The configuration file
test|--help|flag|Print the help and end
sink|pause|verb|Begin no further attempts; new events wait
sink|resume|verb|End a pause or a drain, and try immediately
sink|retry|verb|Try immediately what waits for a retry or a probe
sink|drain|verb|Deliver what waits now, then pause the sink
sink pause|1|sinks|The sink
sink pause|--config|files|The configuration file
sink pause|-c|files|The configuration file
sink pause|--help|flag|Print the help and end
sink resume|1|sinks|The sink
sink resume|--config|files|The configuration file
sink resume|-c|files|The configuration file
sink resume|--help|flag|Print the help and end
sink retry|1|sinks|The sink
sink retry|--config|files|The configuration file
sink retry|-c|files|The configuration file
sink retry|--help|flag|Print the help and end
sink drain|1|sinks|The sink
sink drain|--config|files|The configuration file
sink drain|-c|files|The configuration file
sink drain|--help|flag|Print the help and end
sink|--help|flag|Print the help and end
queue|ls|verb|List the sinks that have something waiting or dead
queue|show|verb|List what waits for a sink, or show deliveries whole
queue|move|verb|Give what waits for a sink to another sink
queue|purge|verb|Discard what waits for a sink
queue ls|--config|files|The configuration file
queue ls|-c|files|The configuration file
queue ls|--help|flag|Print the help and end
queue show|1|sinks|The sink
queue show|*|text|The deliveries to show whole
queue show|--config|files|The configuration file
queue show|-c|files|The configuration file
queue show|--help|flag|Print the help and end
queue move|1|sinks|The sink that has the queue
queue move|2|sinks|A configured sink
queue move|--config|files|The configuration file
queue move|-c|files|The configuration file
queue move|--help|flag|Print the help and end
queue purge|1|sinks|The sink
queue purge|--config|files|The configuration file
queue purge|-c|files|The configuration file
queue purge|--help|flag|Print the help and end
queue|--help|flag|Print the help and end
dead|ls|verb|Count dead letters by sink and reason, or list each of them
dead|show|verb|Show one dead letter with its event and the receiver's last answer
dead|replay|verb|Deliver dead letters after all, at the end of their lines
dead|purge|verb|Delete dead letters
dead ls|*|text|Only these sequences
dead ls|--sink|sinks|Only of this sink
dead ls|--reason|text|Only with this text in the reason
dead ls|--since|text|Only those that died since then: 2h (ago), 2026-11-24 or 2026-11-24T18:00:00Z
dead ls|--until|text|Only those that died before then
dead ls|--each|flag|List each dead letter, not only the groups
dead ls|--config|files|The configuration file
dead ls|-c|files|The configuration file
dead ls|--help|flag|Print the help and end
dead show|1|text|The sequence of the dead letter
dead show|--config|files|The configuration file
dead show|-c|files|The configuration file
dead show|--help|flag|Print the help and end
dead replay|*|text|Only these sequences
dead replay|--sink|sinks|Only of this sink
dead replay|--reason|text|Only with this text in the reason
dead replay|--since|text|Only those that died since then: 2h (ago), 2026-11-24 or 2026-11-24T18:00:00Z
dead replay|--until|text|Only those that died before then
dead replay|--all|flag|All dead letters
dead replay|--today|flag|Only what the configuration of today brings to the sink
dead replay|--config|files|The configuration file
dead replay|-c|files|The configuration file
dead replay|--help|flag|Print the help and end
dead purge|*|text|Only these sequences
dead purge|--sink|sinks|Only of this sink
dead purge|--reason|text|Only with this text in the reason
dead purge|--since|text|Only those that died since then: 2h (ago), 2026-11-24 or 2026-11-24T18:00:00Z
dead purge|--until|text|Only those that died before then
dead purge|--all|flag|All dead letters
dead purge|--config|files|The configuration file
dead purge|-c|files|The configuration file
dead purge|--help|flag|Print the help and end
dead|--help|flag|Print the help and end
outbox|acknowledge|verb|Say that you know what the outbox lost to its disk; then it is no longer a problem
outbox acknowledge|--config|files|The configuration file
outbox acknowledge|-c|files|The configuration file
outbox acknowledge|--help|flag|Print the help and end
outbox|--help|flag|Print the help and end
completion|bash|verb|Print the script for bash
completion|zsh|verb|Print the script for zsh
completion|names|verb|Print the names that these scripts offer, one a line
completion bash|--help|flag|Print the help and end
completion zsh|--help|flag|Print the help and end
completion names|1|words sinks sources presets|sinks, sources or presets
completion names|--config|files|The configuration file
completion names|-c|files|The configuration file
completion names|--help|flag|Print the help and end
completion|--help|flag|Print the help and end
|--help|flag|Print the help and end
|--version|flag|Print the version and end
TABLE

complete -F _heraldctl heraldctl
