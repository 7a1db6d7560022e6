#include <chrono>
#include <functional>
#include <ostream>
#include <stdexcept>

#include "engine/config/configuration.h"
#include "herald/json.h"
#include "heraldctl/client/admin_client.h"
#include "heraldctl/client/daemon_path.h"
#include "heraldctl/text/moment.h"
#include "heraldctl/text/table.h"
#include "heraldctl/verbs/daemon_verbs.h"

namespace herald::core::ctl {

namespace {

using Query = Poco::URI::QueryParameters;

AdminClient daemonOf(const std::filesystem::path& config) { return AdminClient(readConfiguration(config).dataDir); }

std::string textAt(std::string_view json, std::string_view member) { return jsonToText(jsonAt(json, member)); }

std::string joined(const std::vector<std::uint64_t>& numbers) {
  std::string text;
  for (const auto number : numbers) text += (text.empty() ? "" : ",") + std::to_string(number);
  return text;
}

std::string secondsOf(const std::string& moment) {
  return std::to_string(momentOf(moment, std::chrono::system_clock::now()));
}

Query queryOf(const DeadFilter& filter) {
  Query query;
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) query.emplace_back(key, value);
  };
  add("sink", filter.sink);
  add("reason", filter.reason);
  if (!filter.since.empty()) add("since", secondsOf(filter.since));
  if (!filter.until.empty()) add("until", secondsOf(filter.until));
  add("sequence", joined(filter.sequences));
  return query;
}

/// The filter of a change: one that was forgotten must not mean everything.
Query deliberate(const DeadFilter& filter) {
  auto query = queryOf(filter);
  if (query.empty() && !filter.all) {
    throw std::runtime_error("which dead letters? Give sequences, --sink, --reason, --since or --until, or --all");
  }
  return query;
}

/// Every page of a list, one delivery after the other.
void forEach(const AdminClient& daemon, const std::vector<std::string>& where, const Query& query,
             const std::function<void(std::string_view)>& visit) {
  for (std::string after = "0"; !after.empty() && after != "null";) {
    auto page = query;
    page.emplace_back("after", after);
    page.emplace_back("limit", "1000");
    const auto body = daemon.ask("GET", daemonPath(where, page)).body;
    for (const auto delivery : jsonElements(jsonAt(body, "deliveries"))) visit(delivery);
    after = jsonAt(body, "next");
  }
}

std::vector<std::string> row(std::string_view delivery) {
  std::vector<std::string> cells;
  for (const auto* member : {"sequence", "sink", "time", "device", "type", "attempts", "reason"}) {
    cells.push_back(textAt(delivery, member));
  }
  return cells;
}

void list(const AdminClient& daemon, const std::vector<std::string>& where, const Query& query, std::ostream& out) {
  Table table;
  table.add({"SEQUENCE", "SINK", "TIME", "DEVICE", "EVENT", "ATTEMPTS", "REASON"});
  std::size_t count = 0;
  forEach(daemon, where, query, [&](std::string_view delivery) {
    table.add(row(delivery));
    ++count;
  });
  if (count > 0) table.print(out);
  out << count << (count == 1 ? " delivery\n" : " deliveries\n");
}

void showWhole(const AdminClient& daemon, const std::vector<std::string>& where,
               const std::vector<std::uint64_t>& sequences, std::ostream& out) {
  const Query query{{"sequence", joined(sequences)}, {"whole", "true"}, {"limit", "1000"}};
  const auto body = daemon.ask("GET", daemonPath(where, query)).body;
  const auto deliveries = jsonElements(jsonAt(body, "deliveries"));
  if (deliveries.empty()) throw std::runtime_error("there is no such delivery");
  for (const auto delivery : deliveries) out << jsonPretty(delivery) << "\n";
}

}  // namespace

int listQueues(const std::filesystem::path& config, std::ostream& out) {
  const auto body = daemonOf(config).ask("GET", "/queue").body;
  Table table;
  table.add({"SINK", "WAITING", "BYTES", "DEAD LETTERS"});
  for (const auto& [sink, counts] : jsonMembers(body)) {
    table.add({sink, textAt(counts, "waiting"), textAt(counts, "bytes"), textAt(counts, "deadLetters")});
  }
  table.print(out);
  return 0;
}

int showQueue(const std::filesystem::path& config, const std::string& sink, const std::vector<std::uint64_t>& sequences,
              std::ostream& out) {
  const auto daemon = daemonOf(config);
  if (sequences.empty()) {
    list(daemon, {"queue", sink}, {}, out);
  } else {
    showWhole(daemon, {"queue", sink}, sequences, out);
  }
  return 0;
}

int moveQueue(const std::filesystem::path& config, const std::string& from, const std::string& to, std::ostream& out) {
  const auto body = daemonOf(config).ask("POST", daemonPath({"queue", from, "move"}, {{"to", to}})).body;
  out << textAt(body, "count") << " moved from " << from << " to " << to;
  if (const auto left = textAt(body, "left"); left != "0") {
    out << ", " << left << " stay: they are being attempted, or " << to << " has no room";
  }
  out << "\n";
  return 0;
}

int purgeQueue(const std::filesystem::path& config, const std::string& sink, std::ostream& out) {
  const auto body = daemonOf(config).ask("POST", daemonPath({"queue", sink, "purge"})).body;
  out << textAt(body, "count") << " discarded\n";
  return 0;
}

int listDead(const std::filesystem::path& config, const DeadFilter& filter, std::ostream& out) {
  list(daemonOf(config), {"dead"}, queryOf(filter), out);
  return 0;
}

int showDead(const std::filesystem::path& config, std::uint64_t sequence, std::ostream& out) {
  showWhole(daemonOf(config), {"dead"}, {sequence}, out);
  return 0;
}

int replayDead(const std::filesystem::path& config, const DeadFilter& filter, std::ostream& out) {
  const auto body = daemonOf(config).ask("POST", daemonPath({"dead", "replay"}, deliberate(filter))).body;
  out << textAt(body, "count") << " wait again";
  if (const auto left = textAt(body, "left"); left != "0")
    out << ", " << left << " stay: their sink has no room, or their event waits already";
  out << "\n";
  return 0;
}

int purgeDead(const std::filesystem::path& config, const DeadFilter& filter, std::ostream& out) {
  const auto body = daemonOf(config).ask("POST", daemonPath({"dead", "purge"}, deliberate(filter))).body;
  out << textAt(body, "count") << " forgotten\n";
  return 0;
}

}  // namespace herald::core::ctl
