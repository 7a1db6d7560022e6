// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/live/live_page.h"

#include <algorithm>
#include <utility>

#include "herald/json.h"
#include "heraldd/api/deliveries/log_json.h"

namespace herald::core {

namespace {

constexpr const char* kKeepAlive = ":\n\n";  // a comment

bool isOneOf(const std::vector<std::string>& wanted, const std::string& text) {
  return wanted.empty() || text.empty() || std::find(wanted.begin(), wanted.end(), text) != wanted.end();
}

}  // namespace

std::string serverSentEvent(std::string_view name, std::string_view data, std::string_view id) {
  std::string text;
  if (!id.empty()) text.append("id: ").append(id).append("\n");
  return text.append("event: ").append(name).append("\ndata: ").append(data).append("\n\n");
}

LiveStream::LiveStream(LivePage::Wish wish, const TimeSource& time, LivePage::Mask mask, std::function<void()> remind)
    : ServerStream(kKeepAlive, kMostWaiting),
      page_(std::move(wish), time, std::move(mask),
            {[this](std::string_view piece) { return write(piece); }, [this] { end(); }, std::move(remind)}) {}

LivePage::LivePage(Wish wish, const TimeSource& time, Mask mask, Client client)
    : wish_(std::move(wish)), time_(time), mask_(std::move(mask)), client_(std::move(client)) {}

void LivePage::listen(DeliveryLog& log, LiveFeed& feed) {
  if (wish_.names.contains("delivery")) {
    deliveries_ = log.subscribe(wish_.filter, [this](std::span<const LogEntry* const> entries) { send(entries); });
  }
  news_ = feed.subscribe(wish_.names, [this](const LiveNews& news) { send(news); });
}

void LivePage::catchUp(const std::vector<LogEntry>& entries) {
  std::vector<std::string> texts;
  for (const auto& entry : entries) texts.push_back(textOf(entry));
  const MutexLock lock(mutex_);
  for (const auto& text : texts) writeDelivery(text);
  remind();
}

void LivePage::send(std::span<const LogEntry* const> entries) {
  std::vector<std::string> texts;  // made without the lock: publishers of events wait for it
  for (const auto* entry : entries.last(takeRoom(entries.size()))) texts.push_back(textOf(*entry));
  const MutexLock lock(mutex_);
  skipped_ += static_cast<std::int64_t>(entries.size() - texts.size());
  if (!texts.empty()) writeSkipped();
  for (const auto& text : texts) writeDelivery(text);
  remind();
}

void LivePage::send(const LiveNews& news) {
  if (!isWanted(news)) return;
  const bool counts = news.name == "event";
  const bool hasRoom = !counts || takeRoom(1) == 1;
  const auto text = hasRoom ? serverSentEvent(news.name, news.data.text()) : std::string();
  const MutexLock lock(mutex_);
  if (hasRoom) writeSkipped();
  const bool isTaken = hasRoom && client_.write(text) != Result::Full;
  if (counts && !isTaken) ++skipped_;
  remind();
}

bool LivePage::tellSkipped() {
  const MutexLock lock(mutex_);
  writeSkipped();
  return skipped_ == 0;
}

void LivePage::reset() {
  const MutexLock lock(mutex_);
  client_.write(serverSentEvent("reset", "{}"));
}

void LivePage::logout() {
  const MutexLock lock(mutex_);
  client_.write(serverSentEvent("logout", "{}"));
  client_.end();
}

bool LivePage::isWanted(const LiveNews& news) const {
  return isOneOf(wish_.filter.devices, news.device) && isOneOf(wish_.filter.types, news.type);
}

std::string LivePage::textOf(const LogEntry& entry) const {
  auto data = deliveryJson(entry);
  if (mask_) data = mask_(data);
  return serverSentEvent("delivery", data, std::to_string(entry.sequence));
}

void LivePage::writeDelivery(const std::string& text) {
  if (client_.write(text) == Result::Full) ++skipped_;
}

void LivePage::writeSkipped() {
  if (skipped_ == 0) return;
  const auto text = serverSentEvent("skipped", JsonObject().add("count", skipped_).text());
  if (client_.write(text) != Result::Full) skipped_ = 0;
}

/// The next news may be long in coming.
void LivePage::remind() {
  if (skipped_ > 0 && client_.remind) client_.remind();
}

/// How many of these may be sent in this second.
std::size_t LivePage::takeRoom(std::size_t wanted) {
  const MutexLock lock(mutex_);
  const auto now = time_.now();
  if (now - second_ >= std::chrono::seconds(1)) {
    second_ = now;
    sent_ = 0;
  }
  const auto taken = std::min(wanted, kMostASecond - sent_);
  sent_ += taken;
  return taken;
}

}  // namespace herald::core
