// SPDX-License-Identifier: Apache-2.0
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "herald/json.h"
#include "heraldctl/client/admin_client.h"
#include "heraldctl/text/json_text.h"
#include "heraldctl/verbs/password_prompt.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

std::vector<std::string> addressesIn(const std::string& answer) {
  std::vector<std::string> addresses;
  for (const auto one : jsonElements(jsonAt(answer, "addresses"))) addresses.push_back(jsonToText(one));
  return addresses;
}

/// True for an address that only this machine can use.
bool isHere(const std::string& address) {
  return address.find("//127.") != std::string::npos || address.find("//[::1]") != std::string::npos;
}

int printLink(const AdminClient& daemon, std::ostream& out) {
  const auto answer = daemon.ask("POST", apiPath({"session", "links"}));
  const auto addresses = addressesIn(answer);
  for (const auto& address : addresses) out << address << "#login=" << textAt(answer, "link") << '\n';
  out << "\nOpen " << (addresses.size() > 1 ? "one of these links" : "this link")
      << " in a browser. It logs one browser in, once, within 5 minutes.\n";
  if (!addresses.empty() && isHere(addresses.front())) {
    out << "It works on this machine. For a phone or another machine: heraldctl console --lan\n";
  }
  return 0;
}

int openToLan(const AdminClient& daemon, std::ostream& out) {
  const auto password = askForPassword(out);
  JsonObject change;
  change.add("open", true);
  if (!password.empty()) change.add("password", password);
  const auto answer = daemon.ask("PUT", apiPath({"lan"}), change.text());
  out << "The console is open to this network. Type one of these addresses into a browser:\n\n";
  for (const auto& address : addressesIn(answer)) out << "  " << address << '\n';
  out << '\n';
  if (const auto made = textAt(answer, "madePassword"); !made.empty()) {
    out << "The password is " << made << "\nHerald does not show it again. `heraldctl console --lan` takes another.\n";
  }
  if (addressesIn(answer).front().starts_with("http:")) {
    out << "The network can read what you type, because this is plain HTTP. For HTTPS, set admin.tls.certificate.\n";
  }
  return 0;
}

int closeToLan(const AdminClient& daemon, std::ostream& out) {
  const auto answer = daemon.ask("PUT", apiPath({"lan"}), JsonObject().add("open", false).text());
  if (textAt(answer, "open") == "true") {
    throw std::runtime_error("the configuration itself has console.lan = true: change it there, then reload");
  }
  out << "Only this machine reaches the console. All browsers are logged out.\n";
  return 0;
}

int consoleOf(const Arguments& arguments, std::ostream& out) {
  const auto state = arguments.text("STATE");
  if (!state.empty() && !arguments.flag("--lan")) throw std::runtime_error("write heraldctl console --lan " + state);
  if (!state.empty() && state != "on" && state != "off") {
    throw std::runtime_error("--lan is on or off, not `" + state + "`");
  }
  const auto daemon = clientFor(arguments.config());
  if (!arguments.flag("--lan")) return printLink(daemon, out);
  return state == "off" ? closeToLan(daemon, out) : openToLan(daemon, out);
}

}  // namespace

Verb consoleVerb() {
  return {.name = "console",
          .help = "Print a link that logs a browser in to the console, or open the console to the network",
          .parameters = {{.name = "STATE",
                          .help = "With --lan: `on`, which is the default, or `off`",
                          .words = {"on", "off"}},
                         {.name = "--lan",
                          .help = "Let other machines of this network in, with a password; `--lan off` keeps them out",
                          .kind = Parameter::Kind::Flag}},
          .run = consoleOf};
}

}  // namespace herald::core::ctl
