#include <ostream>

#include "core/admin/admin_client.h"
#include "core/config/configuration.h"
#include "core/ctl/daemon_commands.h"
#include "core/ctl/table.h"
#include "herald/json.h"

namespace herald::core::ctl {

namespace {

std::string textAt(std::string_view json, std::string_view path) { return jsonToText(jsonAt(json, path)); }

std::string duration(const std::string& seconds) {
  const auto all = std::stoll(seconds.empty() ? "0" : seconds);
  const auto part = [](long long count, const char* unit) { return std::to_string(count) + " " + unit; };
  if (all < 60) return part(all, "s");
  if (all < 3600) return part(all / 60, "min");
  if (all < 86400) return part(all / 3600, "h") + " " + part(all % 3600 / 60, "min");
  return part(all / 86400, "d") + " " + part(all % 86400 / 3600, "h");
}

/// "5 delivered, 2 waiting, 1 in memory only", without what is none.
std::string counts(std::string_view sink) {
  std::string text = textAt(sink, "delivered") + " delivered";
  for (const auto& [member, word] : {std::pair("waiting", " waiting"), std::pair("inMemoryOnly", " in memory only"),
                                     std::pair("deadLetters", " dead letters")}) {
    if (const auto count = textAt(sink, member); count != "0") text += ", " + count + word;
  }
  return text;
}

void printSources(std::string_view sources, std::ostream& out) {
  Table table("  ");
  for (const auto& [name, source] : jsonMembers(sources)) {
    table.add({name, textAt(source, "state"), textAt(source, "detail")});
  }
  out << "\nsources\n";
  table.print(out);
}

void printSinks(std::string_view sinks, std::ostream& out) {
  Table table("  ");
  for (const auto& [name, sink] : jsonMembers(sinks)) {
    const auto state = textAt(sink, "state");
    table.add({name, state, counts(sink), state == "healthy" ? "" : textAt(sink, "reason")});
  }
  out << "\nsinks\n";
  table.print(out);
}

void print(std::string_view report, std::ostream& out) {
  out << "Herald " << textAt(report, "version") << " runs since " << duration(textAt(report, "runningSeconds"))
      << " with " << textAt(report, "config") << "; " << textAt(report, "accepted") << " events accepted\n";
  printSources(jsonAt(report, "sources"), out);
  printSinks(jsonAt(report, "sinks"), out);
  const auto problems = jsonElements(jsonAt(report, "problems"));
  if (!problems.empty()) out << "\nproblems\n";
  for (const auto problem : problems) out << "  " << jsonToText(problem) << "\n";
}

}  // namespace

int status(const std::filesystem::path& config, bool json, std::ostream& out) {
  const auto report = AdminClient(readConfiguration(config).dataDir).ask("GET", "/status").body;
  if (json) {
    out << jsonPretty(report) << "\n";
  } else {
    print(report, out);
  }
  return jsonElements(jsonAt(report, "problems")).empty() ? 0 : 1;
}

}  // namespace herald::core::ctl
