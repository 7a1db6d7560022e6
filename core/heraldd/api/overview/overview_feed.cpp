// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/overview/overview_feed.h"

#include <algorithm>
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
    sources_.clear();
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
  now.clear();
  const SourceNumbers numbers(report);
  for (const auto& [name, source] : report.sources) now[name] = overviewSource(numbers, name);
  see(sources_, now);
  auto problems = toJson(attentionsOf(report));
  if (problems != problems_.what) problems_ = {std::move(problems), tick_};

  const auto newsOf = [this](const Items& items, const auto& jsonOf) {
    std::vector<std::string> news;
    for (const auto& [name, seen] : items)
      if (isNews(seen)) news.push_back(jsonOf(name));
    return news;
  };
  const auto printers = newsOf(printers_, [&](const std::string& name) { return overviewPrinter(report, name); });
  const auto sinks = newsOf(sinks_, [&](const std::string& name) { return overviewSink(report, name); });
  const auto sources = newsOf(sources_, [&](const std::string& name) { return overviewSource(numbers, name); });
  const bool isGone = gonePrinters != "[]" || goneSinks != "[]";
  const auto most = std::max({printers.size(), sinks.size(), sources.size()});
  if (most == 0 && !isGone && !isNews(problems_)) return true;
  for (std::size_t from = 0; from == 0 || from < most; from += kMostItems) {
    JsonObject event;
    event.addRaw("printers", listOf(printers, from, kMostItems)).addRaw("sinks", listOf(sinks, from, kMostItems));
    event.addRaw("sources", listOf(sources, from, kMostItems));
    event.addRaw("problems", problems_.what);
    event.addRaw("gonePrinters", from == 0 ? gonePrinters : "[]").addRaw("goneSinks", from == 0 ? goneSinks : "[]");
    outlet_.publish(event.text());
  }
  return true;
}

}  // namespace herald::core
