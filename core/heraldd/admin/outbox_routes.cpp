// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/outbox_routes.h"

#include <Poco/NumberParser.h>
#include <Poco/StringTokenizer.h>

#include <algorithm>
#include <utility>

#include "herald/json.h"
#include "heraldd/admin/delivery_json.h"

namespace herald::core {

namespace {

using Seconds = std::chrono::seconds;
using WallTime = std::chrono::system_clock::time_point;

std::uint64_t number(const AdminRequest& request, const std::string& key, std::uint64_t fallback) {
  const auto text = request.parameter(key);
  Poco::UInt64 value = fallback;
  if (!text.empty() && !Poco::NumberParser::tryParseUnsigned64(text, value)) {
    throw AdminFailure(400, key + " has to be a whole number, not `" + text + "`");
  }
  return value;
}

std::vector<std::uint64_t> sequencesOf(const AdminRequest& request) {
  std::vector<std::uint64_t> result;
  const Poco::StringTokenizer parts(request.parameter("sequence"), ",", Poco::StringTokenizer::TOK_IGNORE_EMPTY);
  for (const auto& part : parts) {
    Poco::UInt64 value = 0;
    if (!Poco::NumberParser::tryParseUnsigned64(part, value)) {
      throw AdminFailure(400, "sequence has to be whole numbers with commas between them, not `" + part + "`");
    }
    result.push_back(value);
  }
  return result;
}

/// The moment of these Unix seconds, or the last one that the clock can express.
WallTime momentOf(std::uint64_t seconds) {
  const auto most = std::chrono::duration_cast<Seconds>(WallTime::max().time_since_epoch()).count();
  return seconds > static_cast<std::uint64_t>(most) ? WallTime::max() : WallTime(Seconds(seconds));
}

/// The sinks that a request may name: the configured ones, and those that still have something in the outbox.
class KnownSinks {
 public:
  KnownSinks(const Outbox& outbox, std::function<std::vector<std::string>()> configured)
      : outbox_(outbox), configured_(std::move(configured)) {}

  /// Returns the name. Throws AdminFailure if there is no such sink.
  const std::string& require(const std::string& name) const {
    auto known = configured_();
    const auto queues = outbox_.sinks();
    known.insert(known.end(), queues.begin(), queues.end());
    return requireName(name, known);
  }

  const std::string& requireConfigured(const std::string& name) const { return requireName(name, configured_()); }

 private:
  static const std::string& requireName(const std::string& name, const std::vector<std::string>& known) {
    if (std::find(known.begin(), known.end(), name) == known.end()) throw noSuchSink(name, known);
    return name;
  }

  const Outbox& outbox_;
  const std::function<std::vector<std::string>()> configured_;
};

DeadLetterQuery queryOf(const AdminRequest& request, const KnownSinks& sinks) {
  DeadLetterQuery query;
  query.sink = request.parameter("sink");
  if (!query.sink.empty()) sinks.require(query.sink);
  query.reason = request.parameter("reason");
  query.sequences = sequencesOf(request);
  query.since = momentOf(number(request, "since", 0));
  if (request.query.contains("until")) query.until = momentOf(number(request, "until", 0));
  return query;
}

using SnapshotOf = std::function<std::optional<SnapshotFacts>(const std::string& event)>;

/// The part of a list that a request asks for, and whether it wants deliveries whole.
struct Page {
  Page(const AdminRequest& request, SnapshotOf ofEvent)
      : snapshotOf(std::move(ofEvent)),
        after(number(request, "after", 0)),
        limit(std::clamp<std::size_t>(number(request, "limit", 100), 1, 1000)),
        whole(request.parameter("whole") == "true") {}

  AdminAnswer of(const std::vector<Delivery>& deliveries, Clock::time_point now) const {
    std::string list;
    for (const auto& delivery : deliveries) {
      const auto snapshot = whole && snapshotOf ? snapshotOf(delivery.event->id) : std::nullopt;
      list += (list.empty() ? "" : ",") + toJson(delivery, now, whole, snapshot);
    }
    const auto next = deliveries.size() < limit ? "null" : std::to_string(deliveries.back().sequence);
    return {200, JsonObject().addRaw("deliveries", "[" + list + "]").addRaw("next", next).text()};
  }

  const SnapshotOf snapshotOf;
  const std::uint64_t after;
  const std::size_t limit;
  const bool whole;
};

AdminAnswer counted(std::size_t count) { return {200, JsonObject().addRaw("count", std::to_string(count)).text()}; }

AdminAnswer queues(const Outbox& outbox) {
  JsonObject result;
  for (const auto& sink : outbox.sinks()) result.addRaw(sink, toJson(outbox.counts(sink)));
  return {200, result.text()};
}

/// All deliveries that wait for the sink, or those with the requested sequences.
AdminAnswer queueOf(const AdminRequest& request, const Outbox& outbox, Clock::time_point now,
                    const SnapshotOf& snapshotOf) {
  const Page page(request, snapshotOf);
  const auto sequences = sequencesOf(request);
  if (sequences.empty()) return page.of(outbox.waiting(request.name, page.after, page.limit), now);
  std::vector<Delivery> found;
  for (const auto sequence : sequences) {
    for (auto& delivery : outbox.waiting(request.name, sequence - 1, 1)) {
      if (delivery.sequence == sequence) found.push_back(std::move(delivery));
    }
  }
  return page.of(found, now);
}

AdminAnswer withLeft(std::size_t count, std::size_t left) {
  return {200, JsonObject().addRaw("count", std::to_string(count)).addRaw("left", std::to_string(left)).text()};
}

AdminAnswer move(Outbox& outbox, const AdminRequest& request, const KnownSinks& sinks,
                 const std::function<void(const std::set<std::string>&)>& wake) {
  const auto to = request.parameter("to");
  if (to.empty() || to == request.name) throw AdminFailure(400, "`to` has to name another sink");
  sinks.require(request.name);
  sinks.requireConfigured(to);
  const auto count = outbox.move(request.name, to);
  wake({to});
  return withLeft(count, outbox.counts(request.name).waiting);
}

AdminAnswer replay(Outbox& outbox, const DeadLetterQuery& query, Clock::time_point now,
                   const std::function<void(const std::set<std::string>&)>& wake) {
  const auto done = outbox.deadLetters().replay(query, now);
  wake(done.sinks);
  return withLeft(done.count, done.left);
}

}  // namespace

void addOutboxRoutes(AdminRoutes& routes, Outbox& outbox, const TimeSource& time,
                     const std::function<void(const std::set<std::string>& sinks)>& wake,
                     const std::function<std::vector<std::string>()>& configured, const SnapshotOf& snapshotOf) {
  const KnownSinks sinks(outbox, configured);
  routes.add("GET", "/queue", [&](const AdminRequest&) { return queues(outbox); });
  routes.add("GET", "/queue/{name}", [&, sinks, snapshotOf](const AdminRequest& request) {
    sinks.require(request.name);
    return queueOf(request, outbox, time.now(), snapshotOf);
  });
  routes.add("POST", "/queue/{name}/move",
             [&outbox, wake, sinks](const AdminRequest& request) { return move(outbox, request, sinks, wake); });
  routes.add("POST", "/queue/{name}/purge",
             [&, sinks](const AdminRequest& request) { return counted(outbox.purge(sinks.require(request.name))); });
  routes.add("GET", "/dead", [&, sinks, snapshotOf](const AdminRequest& request) {
    const Page page(request, snapshotOf);
    return page.of(outbox.deadLetters().list(queryOf(request, sinks), page.after, page.limit), time.now());
  });
  routes.add("POST", "/dead/replay", [&, wake, sinks](const AdminRequest& request) {
    return replay(outbox, queryOf(request, sinks), time.now(), wake);
  });
  routes.add("POST", "/dead/purge", [&, sinks](const AdminRequest& request) {
    return counted(outbox.deadLetters().purge(queryOf(request, sinks)));
  });
}

}  // namespace herald::core
