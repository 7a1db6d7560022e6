// SPDX-License-Identifier: Apache-2.0
#include "engine/config/core_options.h"

#include <stdexcept>

#include "engine/config/console_options.h"
#include "engine/config/log_options.h"

namespace herald::core {

namespace {

Option presetOption(const std::string& about) {
  return {.name = "preset",
          .help = about + " for which Herald fills in the other options; `heraldctl presets` lists them."};
}

Option pluginType() {
  return {.name = "type", .help = "The plugin, by a name that `heraldctl plugins` lists.", .required = true};
}

std::vector<Option> dataOptions() {
  return {
      {.name = "dataDir",
       .help = "The folder for waiting deliveries and for what plugins save: /var/lib/herald for root, otherwise "
               "herald in ~/.local/state."},
      {.name = "plugins",
       .type = Type::List,
       .help = "Folders with plugins of your own; Herald searches them after the built-in folder."},
      {.name = "stopTimeout",
       .type = Type::Duration,
       .fallback = "10s",
       .help = "How long Herald still delivers due events after it is asked to stop."},
  };
}

std::vector<Option> outboxOptions() {
  return {
      {.name = "type",
       .type = Type::Choice,
       .fallback = "disk",
       .help = "Where deliveries wait: on `disk`, or in `memory`, which is lost when Herald ends.",
       .choices = {"disk", "memory"}},
      {.name = "sync",
       .type = Type::Choice,
       .fallback = "full",
       .help = "With `full`, an accepted event survives a power cut. With `normal`, it survives a kill of the daemon: "
               "Herald writes less to an SD card, but a power cut may take the last seconds.",
       .choices = {"full", "normal"}},
      {.name = "progress",
       .type = Type::Choice,
       .fallback = "disk",
       .help = "Where progress events wait: `memory` spares an SD card, but loses them when Herald ends.",
       .choices = {"disk", "memory"}},
      {.name = "memoryEvents",
       .type = Type::Integer,
       .fallback = "1000",
       .help = "The most deliveries per sink that are in memory only.",
       .least = "0",
       .most = "1000000000"},
      {.name = "memoryBytes",
       .type = Type::Size,
       .fallback = "4 MiB",
       .help = "The most data per sink that is in memory only.",
       .formerly = {"memoryMiB"}},
      {.name = "diskBytes",
       .type = Type::Size,
       .fallback = "64 MiB",
       .help = "The most data per sink on disk. Dead letters may use the same amount in addition.",
       .formerly = {"diskMiB"}},
      {.name = "snapshotBytes",
       .type = Type::Size,
       .fallback = "64 MiB",
       .help = "The most data of the pictures of events, beside the deliveries. Above it, Herald drops the oldest "
               "picture. 0 keeps none."},
      {.name = "reserveBytes",
       .type = Type::Size,
       .fallback = "50 MiB",
       .help = "How much of the disk stays free. If less is free, Herald keeps new deliveries in memory only.",
       .formerly = {"reserveMiB"}},
      {.name = "deadLetterAge",
       .type = Type::Duration,
       .fallback = "30d",
       .help = "How long Herald keeps dead letters."},
  };
}

std::vector<Option> adminOptions() {
  return {
      {.name = "listen",
       .fallback = "127.0.0.1:8484",
       .help =
           "The address and port of the console, and for monitors: /metrics, /healthz, /readyz; `off` closes the port. "
           "To let programs of other machines in, use an address of this machine, and set token."},
      {.name = "token",
       .type = Type::Secret,
       .help =
           "The token that a client must send over this port to see payloads, addresses and settings, and to change "
           "anything. Without it, the port answers only monitors, and browsers that are logged in."},
      {.name = "tls.certificate",
       .type = Type::Path,
       .help = "A PEM file with the certificate of this machine and its chain: then the port speaks only HTTPS. Herald "
               "reads the file again when it changes."},
      {.name = "tls.key",
       .type = Type::Path,
       .help = "A PEM file with the key of tls.certificate, without a passphrase; the default is the same file."},
  };
}

std::vector<Option> sinkBlockOptions() { return {pluginType(), presetOption("A service")}; }

}  // namespace

std::vector<Option> heraldOptions() {
  std::vector<Option> all;
  for (const auto* kind : {"herald", "outbox", "log", "admin", "console"}) {
    for (auto& option : coreOptions(kind)) {
      const std::string before = std::string(kind) + ".";
      option.name.insert(0, before);
      for (auto& name : option.formerly) name.insert(0, before);
      all.push_back(std::move(option));
    }
  }
  return all;
}

std::vector<Option> sourceOptions() {
  return {
      pluginType(),
      presetOption("A program"),
      {.name = "enabled",
       .type = Type::Flag,
       .fallback = "true",
       .help = "Whether Herald listens to this source; `false` switches it off."},
      {.name = "name", .help = "The name of the device in the events; the default is the name of the source."},
      {.name = "tags",
       .type = Type::List,
       .help = "Words by which routes and sinks can select this source, as `tag:WORD`."},
      {.name = "alert.after",
       .type = Type::Duration,
       .fallback = "60s",
       .help = "How long the source may be away before Herald publishes SourceLost."},
      {.name = "whenFull",
       .type = Type::Choice,
       .fallback = "drop",
       .help = "What happens to new events if the queue of a sink is full: `drop` drops the least important "
               "deliveries, `wait` makes the source wait.",
       .choices = {"drop", "wait"}},
  };
}

std::vector<Option> transformOptions() { return {pluginType()}; }

std::vector<Option> routeOptions() {
  return {
      {.name = "from",
       .type = Type::List,
       .help = "Whose events to take: names of sources or devices, with `*` and `?`, or `tag:TAG`. Empty means all."},
      {.name = "events",
       .type = Type::List,
       .help = "The event types to take, with `*` and `?` as wildcards. Empty means all."},
      {.name = "transforms", .type = Type::List, .help = "The transforms that the events pass, in this order."},
      {.name = "to", .type = Type::List, .help = "The sinks that get the events.", .required = true},
  };
}

std::vector<Option> coreOptions(const std::string& kind) {
  if (kind == "herald") return dataOptions();
  if (kind == "outbox") return outboxOptions();
  if (kind == "log") return logOptions();
  if (kind == "admin") return adminOptions();
  if (kind == "console") return consoleOptions();
  if (kind == "source") return sourceOptions();
  if (kind == "transform") return transformOptions();
  if (kind == "sink") return sinkBlockOptions();
  if (kind == "route") return routeOptions();
  throw std::logic_error("there is no kind of block " + kind);
}

}  // namespace herald::core
