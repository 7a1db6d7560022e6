// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/overview/overview_feed.h"

#include <utility>
#include <vector>

#include "herald/json.h"
#include "heraldd/admin/attention.h"
#include "heraldd/api/overview/overview_json.h"

namespace herald::core {

namespace {

std::string listOf(const std::vector<std::string>& items, std::size_t from, std::size_t count) {
  std::string list;
  for (auto i = from; i < items.size() && i < from + count; ++i) list += (list.empty() ? "" : ",") + items[i];
  return "[" + list + "]";
}

}  // namespace

/// Returns the names of those that are gone, as a JSON array. `now` has what is compared, by name.
std::string OverviewFeed::see(Items& items, const std::map<std::string, std::string>& now) const {
  std::string gone;
  for (auto item = items.begin(); item != items.end();) {
    const bool isThere = now.contains(item->first);
    if (!isThere) gone += (gone.empty() ? "" : ",") + jsonQuote(item->first);
    item = isThere ? std::next(item) : items.erase(item);
  }
  for (const auto& [name, what] : now) {
    auto& seen = items[name];
    if (seen.what == what) continue;
    seen = {what, tick_};
  }
  return "[" + gone + "]";
}

bool OverviewFeed::tick() {
  const auto pages = outlet_.pages();
  hasNewPage_ = pages > std::exchange(pages_, pages);
  if (pages == 0) {
    printers_.clear();
    sinks_.clear();
    problems_ = {};
    return false;
  }
  ++tick_;
  const auto report = report_();
  const auto compared = coarse(report);
  std::map<std::string, std::string> now;
  for (const auto& [name, printer] : report.printers) now[name] = overviewPrinter(compared, name);
  const auto gonePrinters = see(printers_, now);
  now.clear();
  for (const auto& [name, sink] : report.sinks) now[name] = overviewSink(compared, name);
  const auto goneSinks = see(sinks_, now);
  auto problems = toJson(attentionsOf(report));
  if (problems != problems_.what) problems_ = {std::move(problems), tick_};

  std::vector<std::string> printers, sinks;
  for (const auto& [name, seen] : printers_) {
    if (isNews(seen)) printers.push_back(overviewPrinter(report, name));
  }
  for (const auto& [name, seen] : sinks_) {
    if (isNews(seen)) sinks.push_back(overviewSink(report, name));
  }
  const bool isGone = gonePrinters != "[]" || goneSinks != "[]";
  if (printers.empty() && sinks.empty() && !isGone && !isNews(problems_)) return true;
  for (std::size_t from = 0; from == 0 || from < printers.size() || from < sinks.size(); from += kMostItems) {
    JsonObject event;
    event.addRaw("printers", listOf(printers, from, kMostItems)).addRaw("sinks", listOf(sinks, from, kMostItems));
    event.addRaw("problems", problems_.what);
    event.addRaw("gonePrinters", from == 0 ? gonePrinters : "[]").addRaw("goneSinks", from == 0 ? goneSinks : "[]");
    outlet_.publish(event.text());
  }
  return true;
}

}  // namespace herald::core
