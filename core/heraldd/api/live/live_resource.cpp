// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/live/live_resource.h"

#include <Poco/StringTokenizer.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "heraldd/api/deliveries/log_json.h"
#include "heraldd/api/operations/api_problem.h"

namespace herald::core {

namespace {

using Kind = Operation::Parameter::Kind;

const std::vector<std::string> kNews{"delivery", "event", "overview", "job"};

/// Where a client stands that was here before. A header that is no number is ignored: it is not ours.
std::uint64_t cursorOf(const ApiRequest& request) {
  const auto header = headerValue(request.headers, "Last-Event-ID");
  std::uint64_t cursor = 0;
  std::from_chars(header.data(), header.data() + header.size(), cursor);
  return cursor > 0 ? cursor : static_cast<std::uint64_t>(request.integer("after", 0));
}

std::set<std::string> namesFrom(const ApiRequest& request) {
  std::set<std::string> names;
  for (const auto& list : request.list("only")) {
    const Poco::StringTokenizer split(list, ",",
                                      Poco::StringTokenizer::TOK_TRIM | Poco::StringTokenizer::TOK_IGNORE_EMPTY);
    for (const auto& name : split) {
      if (std::find(kNews.begin(), kNews.end(), name) == kNews.end()) {
        throw ApiProblem(400, "some parameters are wrong", {{"only", "use delivery, event, overview or job"}});
      }
      names.insert(name);
    }
  }
  return names.empty() ? std::set<std::string>(kNews.begin(), kNews.end()) : names;
}

}  // namespace

LiveResource::LiveResource(DeliveryLog& log, LiveFeed& feed, TimeSource& time, LivePage::Mask mask, IsOpen isOpen)
    : log_(log), feed_(feed), time_(time), mask_(std::move(mask)), isOpen_(std::move(isOpen)), teller_(time, [this] {
        return tellSkipped();
      }) {}

std::vector<Operation> LiveResource::operations() {
  auto parameters = logFilterParameters();
  parameters.push_back(
      {.name = "only", .description = "only news of these kinds: delivery, event, overview, job", .isList = true});
  parameters.push_back({.name = "after",
                        .description = "first sends what came after this cursor; the header Last-Event-ID wins",
                        .kind = Kind::Integer});
  return {{.path = "/api/v1/live",
           .id = "watchLive",
           .summary = "What happens now, as server-sent events.",
           .query = std::move(parameters),
           .answerType = "text/event-stream",
           .handler = [this](const ApiRequest& request) { return open(request); }}};
}

/// A session that ends after the question finds its page in the table.
///
/// First the page listens, then it asks what it has missed: so it misses nothing. A delivery may come twice.
ApiAnswer LiveResource::open(const ApiRequest& request) {
  const auto filter = logFilterFrom(request);
  const auto stream = makeStream(request, filter);
  const auto& session = request.caller.session;
  if (!session.empty() && !isOpen_(session)) throw ApiProblem(401, "the session has just ended: log in");
  stream->page().listen(log_, feed_);
  if (const auto after = cursorOf(request); after > 0) catchUp(stream->page(), filter, after);
  return {200, ": live\n\n", "text/event-stream", stream};
}

void LiveResource::catchUp(LivePage& page, const LogFilter& filter, std::uint64_t after) {
  const auto kept = log_.extent();
  if (after > kept.last || after + 1 < kept.first) return page.reset();
  const auto missed = log_.find({.filter = filter, .after = after, .limit = kMostMissed});
  if (missed.next) return page.reset();
  page.catchUp({missed.entries.rbegin(), missed.entries.rend()});
}

std::shared_ptr<LiveStream> LiveResource::makeStream(const ApiRequest& request, const LogFilter& filter) {
  auto stream = std::make_shared<LiveStream>(LivePage::Wish{namesFrom(request), filter}, time_, mask_,
                                             [this] { teller_.expect(time_.now() + kTell); });
  const MutexLock lock(mutex_);
  std::erase_if(streams_, [](const auto& one) { return one.second.expired(); });
  if (streams_.size() >= kMostLive) {
    throw ApiProblem(503, std::to_string(kMostLive) + " live pages are open: close some of them");
  }
  streams_.emplace(request.caller.session, stream);
  return stream;
}

/// A client that is still too slow is told a second later.
Clock::time_point LiveResource::tellSkipped() {
  std::vector<std::shared_ptr<LiveStream>> streams;
  {
    const MutexLock lock(mutex_);
    for (const auto& [session, stream] : streams_) streams.push_back(stream.lock());
  }
  auto next = Clock::time_point::max();
  for (const auto& stream : streams) {
    if (stream && !stream->page().tellSkipped()) next = time_.now() + kTell;
  }
  return next;
}

void LiveResource::endSession(const std::string& session) {
  std::vector<std::shared_ptr<LiveStream>> streams;
  {
    const MutexLock lock(mutex_);
    const auto [first, last] = streams_.equal_range(session);
    for (auto stream = first; stream != last; ++stream) streams.push_back(stream->second.lock());
    streams_.erase(first, last);
  }
  for (const auto& stream : streams) {
    if (stream) stream->page().logout();
  }
}

}  // namespace herald::core
