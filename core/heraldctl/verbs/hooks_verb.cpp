// SPDX-License-Identifier: Apache-2.0
#include <ostream>
#include <stdexcept>
#include <string>

#include "herald/json.h"
#include "heraldctl/client/admin_client.h"
#include "heraldctl/text/json_text.h"
#include "heraldctl/text/saved_text.h"
#include "heraldctl/text/table.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

int listHooks(const Arguments& arguments, std::ostream& out) {
  const auto body = clientFor(arguments.config()).ask("GET", apiPath({"hooks"}));
  Table table;
  table.add({"HOOK", "TYPE", "STATE", "ADDRESS", "FILE"});
  for (const auto hook : jsonElements(jsonAt(body, "hooks"))) {
    const bool isOn = textAt(hook, "enabled") == "true";
    table.add({textAt(hook, "name"), textAt(hook, "preset").empty() ? textAt(hook, "type") : textAt(hook, "preset"),
               isOn ? textAt(hook, "state") : "switched off", textAt(hook, "address"),
               textAt(hook, "line") == "0" ? textAt(hook, "file") : textAt(hook, "file") + ":" + textAt(hook, "line")});
  }
  table.print(out);
  return 0;
}

int listSaves(const Arguments& arguments, std::ostream& out) {
  const auto body = clientFor(arguments.config()).ask("GET", apiPath({"saves"}));
  Table table;
  table.add({"SAVE", "TIME", "WHAT"});
  for (const auto save : jsonElements(jsonAt(body, "saves"))) {
    table.add({textAt(save, "id"), textAt(save, "time"),
               textAt(save, "what") + (textAt(save, "undone") == "true" ? " (undone)" : "")});
  }
  table.print(out);
  return 0;
}

/// The newest save that is not undone.
std::string lastSave(const AdminClient& daemon) {
  const auto body = daemon.ask("GET", apiPath({"saves"}));
  for (const auto save : jsonElements(jsonAt(body, "saves"))) {
    if (textAt(save, "undone") != "true") return textAt(save, "id");
  }
  throw std::runtime_error("there is nothing to undo");
}

int undoSave(const Arguments& arguments, std::ostream& out) {
  const auto daemon = clientFor(arguments.config());
  const auto given = arguments.text("SAVE");
  const auto id = given.empty() ? lastSave(daemon) : given;
  const auto answer = daemon.ask("POST", apiPath({"saves", id, "undo"}));
  out << "save " << id << " is undone\n";
  printReloadWarnings(answer, out);
  return 0;
}

Verb changeVerb(const std::string& name, const std::string& help, const std::string& done) {
  return {.name = name,
          .help = help,
          .parameters = {{.name = "HOOK",
                          .help = "The hook, as `heraldctl hooks ls` shows it",
                          .required = true,
                          .offer = Parameter::Offer::Sinks}},
          .run = [name, done](const Arguments& arguments, std::ostream& out) {
            const auto hook = arguments.text("HOOK");
            const auto answer = clientFor(arguments.config()).ask("POST", apiPath({"hooks", hook, name}));
            out << hook << " " << done << "\n";
            printReloadWarnings(answer, out);
            return 0;
          }};
}

}  // namespace

Verb hooksVerb() {
  return {.name = "hooks",
          .help = "List the hooks and what the console has saved, switch hooks, and take saves back",
          .verbs = {{.name = "ls", .help = "List the hooks, each with the file that has it", .run = listHooks},
                    changeVerb("enable", "Switch a hook on", "is on"),
                    changeVerb("disable", "Switch a hook off; what waits is still delivered", "is off"),
                    changeVerb("take-over", "Copy a hook of another file to the console, which can then change it",
                               "is the console's now"),
                    {.name = "saves", .help = "List the last ten changes that the console has saved", .run = listSaves},
                    {.name = "undo",
                     .help = "Take a save back",
                     .parameters = {{.name = "SAVE", .help = "Its number; the default is the last one"}},
                     .run = undoSave}}};
}

}  // namespace herald::core::ctl
